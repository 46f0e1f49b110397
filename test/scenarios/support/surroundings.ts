import type {
  CiDelegates,
  KnownObject,
  KnownOverride,
  StoredVariable,
  Surroundings,
} from '@reprise/core/execution';
import { DEPLOYABLE_KINDS, ROOT_KEYS } from '@reprise/core/objects';
import type { GitConnector, ImageConnector } from '@reprise/core/step-types';
import { z } from 'zod';
import type { RunAct, StoredFile, Variables } from './scenario.ts';

type Stored = NonNullable<Variables['project']>;

/** What the execution is told at its start of what is stored, and of what the operator has said. */
export function surroundingsOf(act: RunAct): Surroundings | undefined {
  const { variables, connectors, imageConnectors, ciDelegates, objects, overrides } = act;
  const { environmentGroups, inputs, publicUrl } = act;
  const told: Surroundings = {
    ...(variables === undefined ? {} : { variables: variablesIn(variables) }),
    ...(connectors === undefined ? {} : { gitConnectors: connectorsIn(connectors) }),
    ...(imageConnectors === undefined ? {} : { imageConnectors: imagesIn(imageConnectors) }),
    ...(ciDelegates === undefined ? {} : { ciDelegates: given(ciDelegates) }),
    ...(objects === undefined ? {} : { objects: objects.map(knownObject) }),
    ...(environmentGroups === undefined ? {} : { environmentGroups }),
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
  const tags = tagsIn(file);
  const known: KnownObject = { kind, ref, yaml, ...(tags !== null && { tags }) };
  return environment === undefined ? known : { ...known, environment };
}

const withTags = z.object({ tags: z.record(z.string(), z.string()) });

function tagsIn(file: StoredFile['file']): Readonly<Record<string, string>> | null {
  const [parsed] = Object.values(file).map((object) => withTags.safeParse(object));
  return parsed?.success ? parsed.data.tags : null;
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
