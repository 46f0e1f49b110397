/** Storing, reading and removing pipelines. */
import type { Permission } from '@reprise/api';
import { ok, type Problem, type Result, refused, type Scope } from '@reprise/core';
import { subjectOfFile } from '@reprise/core/objects';
import { parsePipeline, pipelineHeader, UNRESOLVED_TEMPLATE } from '@reprise/core/pipeline';
import type { NewPipeline, Page, StoredExecutionRow, StoredPipeline } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { mergedHint } from '../objects/object-scope.ts';
import { referenceProblems } from '../references/reference-problems.ts';
import { pipelineNotFound, refusal, yamlRefusal } from '../refusals.ts';
import { childProblems } from '../runs/child-problems.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';
import { withTemplates } from './resolve-templates.ts';
import { describedBy, otherIdentifier, type SaidAround } from './said-around.ts';

export interface PipelineInput {
  readonly scope: ScopeHint;
  readonly pipeline: string;
}
export interface NewPipelineInput {
  readonly scope: ScopeHint;
  readonly yaml: string;
  /** Counts where the YAML says nothing, and does not contradict it. */
  readonly around?: SaidAround | undefined;
}
export interface ChangedPipelineInput extends PipelineInput, NewPipelineInput {
  /** The version that the change was made from; the save is refused when somebody saved in between. */
  readonly expectedVersion?: number | undefined;
}
export interface PipelineListInput {
  readonly scope: ScopeHint;
  readonly search?: string | undefined;
  readonly page: number;
  readonly size: number;
}

/** A pipeline with its newest execution, if it ever ran. */
export interface PipelineWithLast {
  readonly pipeline: StoredPipeline;
  readonly last: StoredExecutionRow | null;
}

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** Stores a new pipeline. What is not supported yet may be stored; what Harness itself would not take may not. */
export const createPipeline: UseCase<NewPipelineInput, StoredPipeline> = async (
  needs,
  caller,
  { scope: hint, yaml, around },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_edit', hint);
  if (!scope.ok) return scope;
  const pipeline = storable(scope.value, { scope: hint, yaml, around });
  if (!pipeline.ok) return pipeline;
  const created = await needs.store.pipelines.create(pipeline.value, needs.clock.now());
  if (created.ok) return created;
  const { identifier } = pipeline.value;
  return refused(
    refusal(
      'PIPELINE_EXISTS',
      `There is already a pipeline ${identifier} in this project. Update it, or choose another identifier.`,
      { pipelineIdentifier: identifier },
    ),
  );
};

/** Saves another version of a pipeline. Executions keep what they ran. */
export const updatePipeline: UseCase<ChangedPipelineInput, StoredPipeline> = async (
  needs,
  caller,
  { scope: hint, pipeline: identifier, yaml, around, expectedVersion },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_edit', hint);
  if (!scope.ok) return scope;
  if (!IDENTIFIER.test(identifier)) return refused(pipelineNotFound(identifier));
  const pipeline = storable(scope.value, { scope: hint, yaml, around });
  if (!pipeline.ok) return pipeline;
  if (pipeline.value.identifier !== identifier) {
    return refused(mismatch(identifier, pipeline.value.identifier));
  }
  const now = needs.clock.now();
  const saved = await needs.store.pipelines.update(pipeline.value, now, expectedVersion);
  if (saved.ok) return saved;
  if (saved.error === 'not-found') return refused(pipelineNotFound(identifier));
  return refused(
    refusal(
      'VERSION_CONFLICT',
      `Somebody saved pipeline ${identifier} after version ${expectedVersion}. Read it again and repeat the change.`,
      { pipelineIdentifier: identifier },
    ),
  );
};

const NOWHERE = { orgIdentifier: null, projectIdentifier: null };

const mismatch = (asked: string, found: string): Refused =>
  refusal(
    'IDENTIFIER_MISMATCH',
    `The request is for pipeline ${asked}, and the YAML is of pipeline ${found}. An identifier cannot be changed: create a new pipeline.`,
    { asked, found },
  );

function storable(
  scope: Scope,
  { scope: hint, yaml, around }: NewPipelineInput,
): Result<NewPipeline, Refused> {
  const { problems } = parsePipeline(yaml);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const header = errors.length > 0 ? null : pipelineHeader(yaml);
  if (header === null) {
    return refused(yamlRefusal('INVALID_PIPELINE', 'The pipeline cannot be stored:', errors));
  }
  const other = otherIdentifier(header.identifier, around?.identifier);
  if (other !== null) return refused(mismatch(other, header.identifier));
  // A request that does not say where it looks may bring a pipeline of anywhere.
  const where = mergedHint(hint, subjectOfFile(yaml) ?? NOWHERE);
  if (!where.ok) return where;
  return ok({ scope, yaml, ...header, ...describedBy(header, around) });
}

export interface ReadPipelineInput extends PipelineInput {
  /** Whether the templates are wanted in their places. */
  readonly resolved?: boolean;
}

/** A pipeline, with its templates in their places where that was asked for; otherwise as it is stored. */
export interface ReadPipeline {
  readonly pipeline: StoredPipeline;
  readonly resolvedYaml: string;
  /** Whether every template of it is there; not looked at unless asked for. */
  readonly valid: boolean;
}

export const getPipeline: UseCase<ReadPipelineInput, ReadPipeline> = async (
  needs,
  caller,
  input,
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const pipeline = found.value;
  if (input.resolved !== true) return ok({ pipeline, resolvedYaml: pipeline.yaml, valid: true });
  const { yaml, problems } = await withTemplates(needs.store, pipeline.scope, pipeline.yaml);
  return ok({ pipeline, resolvedYaml: yaml, valid: problems.every(isHarmless) });
};

const isHarmless = ({ severity }: Problem): boolean => severity !== 'error';

/** The pipeline as it is now, once the caller may do with it what is asked. */
export async function findPipeline(
  needs: Pick<UseCaseNeeds, 'store' | 'rights'>,
  caller: Caller,
  permission: Permission,
  { scope: hint, pipeline: identifier }: PipelineInput,
): Answer<StoredPipeline> {
  const scope = await openScope(needs, caller, permission, hint, { identifier });
  if (!scope.ok) return scope;
  const pipeline = IDENTIFIER.test(identifier)
    ? await needs.store.pipelines.get(scope.value, identifier)
    : null;
  return pipeline === null ? refused(pipelineNotFound(identifier)) : ok(pipeline);
}

/** Removes a pipeline. Its executions stay, and can be read; they cannot be retried any more. */
export const deletePipeline: UseCase<PipelineInput, null> = async (
  needs,
  caller,
  { scope: hint, pipeline },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_delete', hint);
  if (!scope.ok) return scope;
  const removed =
    IDENTIFIER.test(pipeline) && (await needs.store.pipelines.remove(scope.value, pipeline));
  return removed ? ok(null) : refused(pipelineNotFound(pipeline));
};

export const summarisePipeline: UseCase<PipelineInput, PipelineWithLast> = async (
  needs,
  caller,
  input,
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  return found.ok ? ok(await withLast(needs, found.value)) : found;
};

export const listPipelines: UseCase<PipelineListInput, Page<PipelineWithLast>> = async (
  needs,
  caller,
  { scope: hint, search, page, size },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const { pipelines } = needs.store;
  const listed = await pipelines.list(scope.value, search ?? null, page * size, size);
  const items = await Promise.all(listed.items.map((pipeline) => withLast(needs, pipeline)));
  return ok({ items, total: listed.total });
};

async function withLast(
  { store }: UseCaseNeeds,
  pipeline: StoredPipeline,
): Promise<PipelineWithLast> {
  const { scope, identifier } = pipeline;
  const filter = { scope, pipelineIds: [identifier], newestOnly: false };
  const { items } = await store.executions.list(filter, 0, 1);
  return { pipeline, last: items[0] ?? null };
}

/** What is wrong with a YAML text, and with what it refers to, without storing anything. */
export const lintPipeline: UseCase<NewPipelineInput, readonly Problem[]> = async (
  needs,
  caller,
  { scope: hint, yaml },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const resolved = await withTemplates(needs.store, scope.value, yaml);
  const { pipeline, problems: found } = parsePipeline(resolved.yaml, resolved.place);
  // Of a template that cannot be put into its place it was said already why.
  const isSaid = resolved.problems.length > 0;
  const problems = found.filter(({ code }) => !isSaid || code !== UNRESOLVED_TEMPLATE);
  if (pipeline === null) return ok([...resolved.problems, ...problems]);
  const ofChildren = await childProblems(needs.store, scope.value, pipeline);
  const lost = await referenceProblems(needs, caller, scope.value, pipeline, resolved);
  return ok([...resolved.problems, ...problems, ...ofChildren, ...lost]);
};
