import { type Instant, ok, type Problem, type Result, refused } from '@reprise/core';
import { evaluateText } from '@reprise/core/expression';
import { type Deployable, readDeployable } from '@reprise/core/objects';
import {
  isLiteral,
  type NamedUse,
  type TargetPart,
  type TargetUse,
  type UseFromStage,
} from '@reprise/core/pipeline';
import { nodeOf, type StageNode, stageKey, targetKey } from '@reprise/core/plan';
import { describeError, errorIn } from '../decide/texts.ts';
import { lookupFor } from '../lookup/lookup.ts';
import type { ExecutionState } from '../state.ts';
import type { KnownObject } from '../surroundings.ts';
import type { FoundPart, FoundTarget } from './found-target.ts';
import { overridesOf } from './overrides.ts';

/** A reference to an object, with the values for the object's own runtime inputs. */
interface Asked {
  readonly ref: string;
  readonly inputs: string | undefined;
}

/**
 * Finds the objects of a stage among those that its execution has kept (I11): each by its reference, worked out now, or
 * as the one that another stage found. Refused with what a person must mend.
 */
export function findTarget(
  state: ExecutionState,
  stage: StageNode,
  now: Instant,
): Result<FoundTarget, string> {
  const service = find(state, stage, 'service', now);
  if (!service.ok) return service;
  const environment = find(state, stage, 'environment', now);
  if (!environment.ok) return environment;
  const infrastructure = find(state, stage, 'infrastructure', now, environment.value?.ref);
  if (!infrastructure.ok) return infrastructure;
  const found: FoundTarget = {
    ...(service.value !== null && { service: service.value }),
    ...(environment.value !== null && { environment: environment.value }),
    ...(infrastructure.value !== null && { infrastructure: infrastructure.value }),
  };
  const overrides = overridesOf(state.created.surroundings?.overrides ?? [], found);
  return overrides.ok ? ok({ ...found, overrides: overrides.value }) : overrides;
}

function find(
  state: ExecutionState,
  stage: StageNode,
  part: TargetPart,
  now: Instant,
  environment?: string,
): Result<FoundPart | null, string> {
  const use = stage.stage[part];
  if (use === undefined) return ok(null);
  const asked = ask(state, stage, { part, use }, now);
  if (!asked.ok) return asked;
  const { inputs } = asked.value;
  // An infrastructure lives where its environment does, whatever level its reference says.
  const ref = part === 'infrastructure' ? asked.value.ref.replace(/^\w+\./, '') : asked.value.ref;
  const objects = state.created.surroundings?.objects ?? [];
  const known = objects.find(
    (each) => each.kind === part && each.ref === ref && each.environment === environment,
  );
  if (known === undefined) return refused(missing(part, ref, environment));
  const read = readKnown(known, inputs);
  if (!read.ok) return read;
  const group = use.useFromStage === undefined ? use.group : undefined;
  return ok({ ref, object: read.value, ...(group !== undefined && groupOf(state, group)) });
}

/** A group whose environments are named need not be stored. */
function groupOf({ created }: ExecutionState, ref: string): Pick<FoundPart, 'group'> {
  const { environmentGroups = {} } = created.surroundings ?? {};
  const known = Object.hasOwn(environmentGroups, ref) ? environmentGroups[ref] : undefined;
  return { group: { ref, ...(known !== undefined && { name: known.name }) } };
}

function ask(
  state: ExecutionState,
  stage: StageNode,
  { part, use }: { readonly part: TargetPart; readonly use: TargetUse },
  now: Instant,
): Result<Asked, string> {
  if (use.useFromStage !== undefined) return askStage(state, part, use);
  if (isLiteral(use.ref)) return ok({ ref: use.ref.text, inputs: use.inputs });
  return evaluateRef(state, stage, use, now);
}

function evaluateRef(
  state: ExecutionState,
  stage: StageNode,
  { ref, inputs }: NamedUse,
  now: Instant,
): Result<Asked, string> {
  const evaluated = evaluateText(ref.text, lookupFor(state, stage.key, now));
  if (!evaluated.ok) return refused(describeError(errorIn(ref, evaluated.error)));
  const { value } = evaluated.value;
  if (typeof value === 'string' && value !== '') return ok({ ref: value, inputs });
  const message = 'the reference is worth no identifier';
  return refused(describeError({ message, at: ref.at }));
}

/** What another stage found counts, whatever its reference would be worth now. */
function askStage(
  state: ExecutionState,
  part: TargetPart,
  { useFromStage, at }: UseFromStage,
): Result<Asked, string> {
  const key = stageKey(useFromStage);
  const found = state.nodes.get(targetKey(key, part));
  const facts = found?.phase === 'ended' ? found.outputs?.['facts'] : undefined;
  const ref = typeof facts === 'object' && facts !== null && 'ref' in facts ? facts.ref : undefined;
  const source = nodeOf(state.plan, key);
  const use = source.kind === 'stage' ? source.stage[part] : undefined;
  if (typeof ref === 'string' && use?.useFromStage === undefined) {
    return ok({ ref, inputs: use?.inputs });
  }
  const message = `the stage ${useFromStage} has found no ${part} that this stage could use`;
  return refused(describeError({ message, at }));
}

/** The object with these inputs, or why it cannot be used with them. */
export function readKnown(
  { kind, ref, yaml }: KnownObject,
  inputs: string | undefined,
): Result<Deployable, string> {
  const read = readDeployable(kind, yaml, inputs);
  return read.ok ? read : refused(unusable(kind, ref, read.error));
}

const unusable = (kind: string, ref: string, problems: readonly Problem[]): string =>
  `the ${kind} ${ref} cannot be used: ${problems.map(describeProblem).join('; ')}`;

const describeProblem = ({ file, line, message }: Problem): string =>
  file === 'inputs' ? `its inputs: ${message}` : `line ${line} of its YAML: ${message}`;

function missing(part: TargetPart, ref: string, environment: string | undefined): string {
  const where = environment === undefined ? '' : ` in the environment ${environment}`;
  return `there was no ${part} "${ref}"${where} when the execution began`;
}
