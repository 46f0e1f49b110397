import { type ExecutionId, ok, type Result, refused } from '@reprise/core';
import type {
  ExecutionCreated,
  ExecutionState,
  Failure,
  ParentStage,
  Refusal,
} from '@reprise/core/execution';
import type { ChildPipeline } from '@reprise/core/step-types';
import type {
  EngineRefusal,
  PlanChildRetry,
  PrepareChild,
  RetryRunRequest,
  RunRequest,
  Versioned,
} from './engine.ts';

/** The name of a child, which follows from the attempt that runs it, and that attempt. */
export interface ChildName {
  readonly executionId: ExecutionId;
  readonly parent: ParentStage;
}

export interface WantedChild {
  readonly parent: ExecutionCreated;
  readonly child: ChildPipeline;
  /** The execution to retry, or to take the good end of; null: a new one is run. */
  readonly continued: ExecutionId | null;
}

/** Begins the execution of a chained stage, or says why it cannot. */
export type BeginChild = (
  wanted: WantedChild,
  as: ChildName,
) => Promise<Result<ExecutionState, Failure>>;

export interface BeginChildNeeds {
  readonly prepare: PrepareChild;
  readonly planRetry: PlanChildRetry;
  readonly run: (
    request: RunRequest,
    as: ChildName,
  ) => Promise<Result<ExecutionState, EngineRefusal>>;
  readonly retry: (
    request: RetryRunRequest,
    as: ChildName,
  ) => Promise<Result<ExecutionState, EngineRefusal>>;
  readonly read: (execution: ExecutionId) => Promise<Versioned | null>;
}

/** Pipelines that may stand in one another, the outermost included. */
const DEEPEST = 5;

export const beginChild =
  (needs: BeginChildNeeds): BeginChild =>
  async (wanted, as) => {
    const objection = lineageObjection(wanted.child, as.parent.lineage);
    if (objection !== null) return failed('run', objection);
    return wanted.continued === null
      ? runChild(needs, wanted, as)
      : retryChild(needs, wanted.parent, wanted.continued, as);
  };

async function runChild(
  { prepare, run }: BeginChildNeeds,
  { parent, child }: WantedChild,
  as: ChildName,
): Promise<Result<ExecutionState, Failure>> {
  const prepared = await prepare(parent, child);
  if (!prepared.ok) return refusedBy('run', prepared.error);
  const begun = await run({ ...prepared.value, by: parent.trigger.by }, as);
  return begun.ok ? begun : failed('run', begun.error.message);
}

async function retryChild(
  { planRetry, retry, read }: BeginChildNeeds,
  parent: ExecutionCreated,
  child: ExecutionId,
  as: ChildName,
): Promise<Result<ExecutionState, Failure>> {
  const found = await read(child);
  if (found === null) {
    return failed('be retried', `the record of execution ${child} cannot be read back`);
  }
  const continued = await planRetry(parent, found.state, read);
  if (!continued.ok) return refusedBy('be retried', continued.error);
  // It ended well already: its end is the stage's, and is the same however often it is asked for (I3, I4).
  if (continued.value.kind === 'take') return ok(found.state);
  const { plan } = continued.value;
  const begun = await retry({ source: found.state, plan, by: parent.trigger.by }, as);
  return begun.ok ? begun : failed('be retried', begun.error.message);
}

const refusedBy = (what: string, { code, message }: Refusal) =>
  failed(what, message, code === 'FORBIDDEN');

function failed(what: string, message: string, forbidden = false): Result<never, Failure> {
  const types = [forbidden ? 'Authorization' : 'ConfigurationFailure'] as const;
  return refused({ message: `the child pipeline cannot ${what}: ${message}`, types });
}

/** Why a pipeline may not run below these. */
function lineageObjection(child: ChildPipeline, lineage: readonly string[]): string | null {
  const name = `${child.orgId}/${child.projectId}/${child.pipelineId}`;
  const path = [...lineage, name].join(' → ');
  if (lineage.includes(name)) return `pipeline ${name} would run itself: ${path}`;
  if (lineage.length < DEEPEST) return null;
  return `at most ${DEEPEST} pipelines may stand in one another, and these are more: ${path}`;
}
