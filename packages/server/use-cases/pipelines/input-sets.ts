/** Storing and reading input sets and their overlays, and laying them over each other. */
import type { Permission } from '@reprise/api';
import { ok, type Problem, refused, type Scope } from '@reprise/core';
import {
  type InputSet,
  mergeInputs,
  type OverlayInputSet,
  overlayInputs,
  readInputSet,
} from '@reprise/core/pipeline';
import type { ObjectKey, Page, Store, StoredObject } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal, yamlRefusal } from '../refusals.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { withTemplates } from './resolve-templates.ts';
import { describedBy, otherIdentifier, type SaidAround } from './said-around.ts';

export interface InputSetInput extends PipelineInput {
  readonly inputSet: string;
}
export interface NewInputSetInput extends PipelineInput {
  readonly yaml: string;
  /** What the request says besides the YAML: counts where the YAML says nothing, and does not contradict it. */
  readonly around?: SaidAround;
}
export interface ChangedInputSetInput extends NewInputSetInput {
  readonly inputSet: string;
}
export interface InputSetListInput extends PipelineInput {
  readonly search?: string | undefined;
  readonly page: number;
  readonly size: number;
}

/** An input set and what no longer fits in it: the pipeline may have changed since. */
export interface CheckedInputSet {
  readonly object: StoredObject;
  readonly problems: readonly Problem[];
  /** Of an overlay: references that lead to nothing. */
  readonly missing: readonly string[];
}

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

export const createInputSet: UseCase<NewInputSetInput, CheckedInputSet> = (needs, caller, input) =>
  save(needs, caller, input, null);

export const updateInputSet: UseCase<ChangedInputSetInput, CheckedInputSet> = (
  needs,
  caller,
  input,
) => save(needs, caller, input, input.inputSet);

export const getInputSet: UseCase<InputSetInput, CheckedInputSet> = async (
  needs,
  caller,
  input,
) => {
  const found = await find(needs, caller, 'core_pipeline_view', input);
  return found.ok ? ok(await check(needs, found.value)) : found;
};

export const deleteInputSet: UseCase<InputSetInput, null> = async (needs, caller, input) => {
  const found = await find(needs, caller, 'core_pipeline_edit', input);
  if (!found.ok) return found;
  await needs.store.objects.remove(found.value.object);
  return ok(null);
};

export const listInputSets: UseCase<InputSetListInput, Page<CheckedInputSet>> = async (
  needs,
  caller,
  { search, page, size, ...input },
) => {
  const pipeline = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!pipeline.ok) return pipeline;
  const { scope, yaml, identifier } = pipeline.value;
  const filter = {
    kind: 'inputSet',
    scope: { level: 'project', ...scope },
    parent: identifier,
    ...(search === undefined ? {} : { search }),
  } as const;
  const { items, total } = await needs.store.objects.list(filter, page * size, size);
  const resolved = await withTemplates(needs.store, scope, yaml);
  const checked: CheckedInputSet[] = [];
  for (const object of items) {
    checked.push(await check(needs, { object, scope, pipelineYaml: resolved.yaml }));
  }
  return ok({ items: checked, total });
};

/** The merged inputs of stored input sets and overlays, named in order. Refused when one of them does not exist. */
export async function inputsOfSets(
  store: Store,
  scope: Scope,
  pipeline: string,
  names: readonly string[],
): Answer<string> {
  const yamls: string[] = [];
  for (const name of names) {
    const set = await readSet(store, keyOf(scope, pipeline, name));
    if (set === null) return refused(notFound(pipeline, name));
    if (set.kind === 'inputSet') yamls.push(set.inputsYaml);
    for (const reference of set.kind === 'overlay' ? set.references : []) {
      const inner = await readSet(store, keyOf(scope, pipeline, reference));
      if (inner?.kind !== 'inputSet') return refused(notFound(pipeline, reference, name));
      yamls.push(inner.inputsYaml);
    }
  }
  return ok(overlayInputs(yamls));
}

async function readSet(store: Store, key: ObjectKey): Promise<InputSet | OverlayInputSet | null> {
  const stored = IDENTIFIER.test(key.identifier) ? await store.objects.get(key) : null;
  return stored === null ? null : readInputSet(stored.yaml).inputSet;
}

async function save(
  needs: UseCaseNeeds,
  caller: Caller,
  input: NewInputSetInput,
  asked: string | null,
): Answer<CheckedInputSet> {
  const pipeline = await findPipeline(needs, caller, 'core_pipeline_edit', input);
  if (!pipeline.ok) return pipeline;
  const { scope, identifier: parent, yaml: pipelineYaml } = pipeline.value;
  const { inputSet, problems } = readInputSet(input.yaml);
  if (inputSet === null) {
    return refused(yamlRefusal('INVALID_INPUT_SET', 'The input set cannot be stored:', problems));
  }
  const { identifier, name } = inputSet;
  const { around } = input;
  const other = inputSet.kind === 'inputSet' ? (inputSet.pipeline ?? parent) : parent;
  const named = otherIdentifier(identifier, asked, around?.identifier);
  if (other !== parent || named !== null) {
    return refused(mismatch(parent, other, named ?? identifier, identifier));
  }
  const resolved = await withTemplates(needs.store, scope, pipelineYaml);
  const wrong = faults(inputSet, resolved.yaml);
  if (wrong.length > 0) {
    const summary = `The input set does not fit the pipeline ${parent}:`;
    return refused(yamlRefusal('INVALID_INPUT_SET', summary, wrong));
  }
  const key = keyOf(scope, parent, identifier);
  const object = {
    ...key,
    name,
    ...describedBy(inputSet, around),
    yaml: input.yaml,
    details: { type: inputSet.kind === 'overlay' ? 'OVERLAY_INPUT_SET' : 'INPUT_SET' },
  };
  const now = needs.clock.now();
  const { objects } = needs.store;
  const saved =
    asked === null ? await objects.create(object, now) : await objects.update(object, now);
  if (saved.ok) {
    return ok(await check(needs, { object: saved.value, scope, pipelineYaml: resolved.yaml }));
  }
  return refused(
    saved.error === 'exists' ? exists(parent, identifier) : notFound(parent, identifier),
  );
}

interface Found {
  readonly object: StoredObject;
  readonly scope: Scope;
  readonly pipelineYaml: string;
}

async function find(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  input: InputSetInput,
): Answer<Found> {
  const pipeline = await findPipeline(needs, caller, permission, input);
  if (!pipeline.ok) return pipeline;
  const { scope, identifier, yaml } = pipeline.value;
  const key = keyOf(scope, identifier, input.inputSet);
  const object = IDENTIFIER.test(input.inputSet) ? await needs.store.objects.get(key) : null;
  if (object === null) return refused(notFound(identifier, input.inputSet));
  const resolved = await withTemplates(needs.store, scope, yaml);
  return ok({ object, scope, pipelineYaml: resolved.yaml });
}

async function check(
  { store }: UseCaseNeeds,
  { object, scope, pipelineYaml }: Found,
): Promise<CheckedInputSet> {
  const { inputSet, problems } = readInputSet(object.yaml);
  if (inputSet === null) return { object, problems, missing: [] };
  const missing: string[] = [];
  for (const name of inputSet.kind === 'overlay' ? inputSet.references : []) {
    const inner = await readSet(store, keyOf(scope, object.parent, name));
    if (inner?.kind !== 'inputSet') missing.push(name);
  }
  return { object, problems: faults(inputSet, pipelineYaml), missing };
}

/** What of an input set is no runtime input of the pipeline, or not allowed there. */
const faults = (set: InputSet | OverlayInputSet, pipelineYaml: string): readonly Problem[] =>
  set.kind === 'overlay'
    ? []
    : mergeInputs(pipelineYaml, set.inputsYaml, undefined, set.placeOfInputs)
        .problems.filter(({ file }) => file === 'inputs')
        // Placed in the YAML of the set itself, not in inputs that somebody has sent.
        .map(withoutFile);

function withoutFile(problem: Problem): Problem {
  const { file: _, ...placed } = problem;
  return placed;
}

const keyOf = (scope: Scope, pipeline: string, identifier: string): ObjectKey => ({
  kind: 'inputSet',
  scope: { level: 'project', ...scope },
  identifier,
  parent: pipeline,
  label: '',
});

const notFound = (pipeline: string, inputSet: string, overlay?: string): Refused =>
  refusal(
    'OBJECT_NOT_FOUND',
    `The pipeline ${pipeline} has no input set ${inputSet}${overlay === undefined ? '' : `, which the overlay ${overlay} names`}.`,
    { pipelineIdentifier: pipeline, inputSet },
  );

const exists = (pipeline: string, inputSet: string): Refused =>
  refusal(
    'OBJECT_EXISTS',
    `The pipeline ${pipeline} has an input set ${inputSet} already. Update it, or choose another identifier.`,
    { pipelineIdentifier: pipeline, inputSet },
  );

const mismatch = (pipeline: string, other: string, asked: string, found: string): Refused =>
  refusal(
    'IDENTIFIER_MISMATCH',
    `The request is for the input set ${asked} of pipeline ${pipeline}, and the YAML is of ${found} of pipeline ${other}.`,
    { pipeline, inputSet: asked },
  );
