import type {
  CiDelegates,
  KnownObject,
  KnownOverride,
  StoredVariable,
  Surroundings,
} from '@reprise/core/execution';
import { DEPLOYABLE_KINDS, ROOT_KEYS } from '@reprise/core/objects';
import type { GitConnector, ImageConnector } from '@reprise/core/step-types';
import type { RunAct, StoredFile, Variables } from './scenario.ts';

type Stored = NonNullable<Variables['project']>;

/** What the execution is told at its start of what is stored, and of what the operator has said. */
export function surroundingsOf(act: RunAct): Surroundings | undefined {
  const { variables, connectors, imageConnectors, ciDelegates, objects, overrides } = act;
  const { inputs, publicUrl } = act;
  const told: Surroundings = {
    ...(variables === undefined ? {} : { variables: variablesIn(variables) }),
    ...(connectors === undefined ? {} : { gitConnectors: connectorsIn(connectors) }),
    ...(imageConnectors === undefined ? {} : { imageConnectors: imagesIn(imageConnectors) }),
    ...(ciDelegates === undefined ? {} : { ciDelegates: given(ciDelegates) }),
    ...(objects === undefined ? {} : { objects: objects.map(knownObject) }),
    ...(overrides === undefined ? {} : { overrides: overrides.map(knownOverride) }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

function variablesIn({ account = {}, org = {}, project = {} }: Variables) {
  return { account: valuesOf(account), org: valuesOf(org), project: valuesOf(project) };
}

const connectorsIn = (
  connectors: NonNullable<RunAct['connectors']>,
): Readonly<Record<string, GitConnector>> =>
  Object.fromEntries(
    Object.entries(connectors).map(([reference, { credentials, ...connector }]) => [
      reference,
      { ...connector, ...(credentials === undefined ? {} : { credentials }) },
    ]),
  );

const imagesIn = (
  connectors: NonNullable<RunAct['imageConnectors']>,
): Readonly<Record<string, ImageConnector>> =>
  Object.fromEntries(
    Object.entries(connectors).map(([reference, { login }]) => [
      reference,
      login === undefined ? {} : { login },
    ]),
  );

/** The kinds that are mapped, and no others. */
const given = (mapped: NonNullable<RunAct['ciDelegates']>): CiDelegates =>
  Object.fromEntries(Object.entries(mapped).filter(([, selectors]) => selectors !== undefined));

function knownObject({ ref, environment, file }: StoredFile): KnownObject {
  const kind = DEPLOYABLE_KINDS.find((each) => ROOT_KEYS[each] in file);
  if (kind === undefined) throw new Error(`the file of ${ref} is of no known kind`);
  const yaml = JSON.stringify(file);
  return { kind, ref, ...(environment !== undefined && { environment }), yaml };
}

const knownOverride = ({
  level,
  file,
}: NonNullable<RunAct['overrides']>[number]): KnownOverride => ({
  level,
  yaml: JSON.stringify(file),
});

const valuesOf = (stored: Stored): Readonly<Record<string, StoredVariable>> =>
  Object.fromEntries(
    Object.entries(stored).map(([name, value]): [string, StoredVariable] =>
      typeof value === 'string'
        ? [name, { type: 'String', value }]
        : [name, { type: 'Secret', value: value.secret }],
    ),
  );
