/** Whether a run would be refused, and whether what it needs can be reached, before anything runs. */
import { ok, type Position, refused } from '@reprise/core';
import {
  objectsNamed,
  type Pipeline,
  parsePipeline,
  type Stage,
  type StageEntry,
} from '@reprise/core/pipeline';
import type { StoredPipeline } from '../../ports/index.ts';
import type { Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { placeOfReference } from '../objects/object-scope.ts';
import { testConnector } from '../objects/test-connector.ts';
import { findPipeline, type PipelineInput } from '../pipelines/pipelines.ts';
import { withTemplates } from '../pipelines/resolve-templates.ts';
import { refusal } from '../refusals.ts';
import { prepareRun } from '../runs/prepare-run.ts';
import { type ScopeHint, within } from '../scopes/scope.ts';
import type { CheckedConnector, PreflightReport } from './preflight-checks.ts';

export interface PreflightInput extends PipelineInput {
  /** As a run takes them; may be empty. */
  readonly inputsYaml: string;
}

/** Checks what a run with these inputs would need, and answers with the id of the report. */
export const startPreflight: UseCase<PreflightInput, string> = async (needs, caller, input) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_execute', input);
  if (!found.ok) return found;
  const { scope, identifier } = found.value;
  const prepared = await prepareRun(needs, caller, found.value, input);
  const yaml = prepared.ok
    ? prepared.value.definition.compiledYaml
    : (await withTemplates(needs.store, scope, found.value.yaml)).yaml;
  const report: PreflightReport = {
    scope,
    pipeline: identifier,
    refusal: prepared.ok ? null : prepared.error,
    connectors: await connectorsIn(needs, caller, found.value, yaml),
  };
  const id = needs.randomText(18);
  needs.preflights.set(id, report);
  return ok(id);
};

/** A report, for whoever may see the pipeline that it is about. */
export const getPreflight: UseCase<
  { readonly scope: ScopeHint; readonly id: string },
  PreflightReport
> = async (needs, caller, { scope, id }) => {
  const report = needs.preflights.get(id);
  if (report === undefined || !within(report.scope, scope)) return refused(notFound(id));
  const asked = { scope: report.scope, pipeline: report.pipeline };
  const found = await findPipeline(needs, caller, 'core_pipeline_view', asked);
  return found.ok ? ok(report) : found;
};

/** Each connector once, at the first stage that names it. */
async function connectorsIn(
  needs: UseCaseNeeds,
  caller: Caller,
  { scope }: StoredPipeline,
  yaml: string,
): Promise<readonly CheckedConnector[]> {
  const { pipeline } = parsePipeline(yaml);
  const named = objectsNamed(yaml, (at) => at).filter(({ kind }) => kind === 'connector');
  const first = new Map(named.toReversed().map(({ reference, at }) => [reference, at]));
  const inOrder = [...first].toReversed();
  return Promise.all(
    inOrder.map(async ([reference, at]) => ({
      reference,
      stage: stageAt(pipeline, at),
      ...(await tried(needs, caller, { level: 'project', ...scope }, reference)),
    })),
  );
}

async function tried(
  needs: UseCaseNeeds,
  caller: Caller,
  level: Parameters<typeof placeOfReference>[0],
  reference: string,
): Promise<Pick<CheckedConnector, 'status' | 'summary'>> {
  const place = placeOfReference(level, reference);
  if (place === null) return { status: 'FAILURE', summary: `${reference} names no connector.` };
  const { level: _, ...scope } = place.scope;
  const test = await testConnector(needs, caller, { scope, connector: place.identifier });
  return test.ok
    ? { status: test.value.status, summary: test.value.errorSummary }
    : { status: 'FAILURE', summary: test.error.message };
}

/** The last stage that begins above a place. */
function stageAt(pipeline: Pipeline | null, { line }: Position): CheckedConnector['stage'] {
  const above = stagesIn(pipeline?.stages ?? []).filter(({ at }) => at.line <= line);
  const last = above.at(-1);
  return last === undefined ? null : { identifier: last.identifier, name: last.name };
}

const stagesIn = (entries: readonly StageEntry[]): readonly Stage[] =>
  entries.flatMap((entry) => (entry.kind === 'stage' ? [entry.stage] : stagesIn(entry.stages)));

const notFound = (preflightCheckId: string): Refused =>
  refusal(
    'PREFLIGHT_NOT_FOUND',
    `There is no preflight check ${preflightCheckId} any more: the newest are kept until the server is started again. Check once more.`,
    { preflightCheckId },
  );
