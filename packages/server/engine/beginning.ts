import type { Digest, Result } from '@reprise/core';
import type { CreateExecution, ExecutionState } from '@reprise/core/execution';
import { continuationOf } from '@reprise/core/retry';
import type { ExecutionStore, Ids } from '../ports/index.ts';
import type { EngineRefusal, RetryRunRequest, RunRequest } from './engine.ts';
import { Recent } from './recent.ts';
import type { Transitions } from './transitions.ts';

type Answer = Result<ExecutionState, EngineRefusal>;

export interface BeginningNeeds {
  readonly executions: Pick<ExecutionStore, 'nextRunSequence'>;
  readonly ids: Ids;
  /** Written into every execution (I11). */
  readonly engineVersion: string;
}

const KNOWN_DEFINITIONS = 10_000;

/** How executions come into being. */
export class Beginning {
  readonly #needs: BeginningNeeds;
  readonly #transitions: Transitions;
  /** Digests of definitions that this process has stored: they need not be written again. */
  readonly #stored = new Recent<Digest, true>(KNOWN_DEFINITIONS, () => 1);

  constructor(needs: BeginningNeeds, transitions: Transitions) {
    this.#needs = needs;
    this.#transitions = transitions;
  }

  /** `as`: the execution is the child of a chained stage, and its id is known. */
  async run(
    { scope, definition, by, request, ...kept }: RunRequest,
    as?: Pick<CreateExecution['created'], 'executionId' | 'parent'>,
  ): Promise<Answer> {
    const { pipeline, digest } = definition;
    const created = await this.#created({
      scope,
      pipelineId: pipeline.identifier,
      pipelineName: pipeline.name,
      definition: digest,
      trigger: { type: 'MANUAL', by },
      ...kept,
      ...as,
    });
    const plan = this.#transitions.planOf(definition);
    const begun = await this.#transitions.begin({ created }, plan, {
      definition: this.#stored.get(digest) === true ? null : definition,
      ...(request === undefined ? {} : { request }),
    });
    if (begun.ok) this.#stored.set(digest, true);
    return begun;
  }

  async retry(
    { source, plan, by, note, request }: RetryRunRequest,
    as?: Pick<CreateExecution['created'], 'executionId' | 'parent'>,
  ): Promise<Answer> {
    const { scope, pipelineId, pipelineName, definition, surroundings, selection } = source.created;
    const created = await this.#created({
      scope,
      pipelineId,
      pipelineName,
      definition,
      trigger: { type: 'MANUAL', by },
      // What the stages before it read is what it goes on with (I11).
      ...(surroundings === undefined ? {} : { surroundings }),
      ...(selection === undefined ? {} : { selection }),
      ...as,
    });
    const retry = continuationOf(plan, source, note);
    const brings = request === undefined ? {} : { request };
    return this.#transitions.begin({ created, retry }, source.plan, {
      definition: null,
      ...brings,
    });
  }

  async #created(
    what: Omit<CreateExecution['created'], 'executionId' | 'runSequence' | 'engineVersion'> &
      Partial<Pick<CreateExecution['created'], 'executionId'>>,
  ): Promise<CreateExecution['created']> {
    const { executions, ids, engineVersion } = this.#needs;
    const runSequence = await executions.nextRunSequence(what.scope, what.pipelineId);
    return { executionId: ids.executionId(), ...what, runSequence, engineVersion };
  }
}
