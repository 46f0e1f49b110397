import type { LeasedTask } from '@reprise/api/delegate';
import { asMilliseconds, partsOfTaskId } from '@reprise/core';
import { parseDuration } from '@reprise/core/pipeline';
import {
  type ApiBench,
  granted,
  openApiBench,
} from '../../../packages/server/http/testing/api-bench.ts';
import type {
  Adapter,
  Begun,
  Happening,
  Observed,
  Plan,
  Refused,
  RetryRequest,
  System,
  World,
} from '../adapter.ts';
import { outcomeOf } from './core-adapter.ts';
import { observe, type Seen, shownPlan, stepNameIn } from './names.ts';

/** The whole server behind its HTTP API, with time that passes when it is told to. */
export const httpAdapter: Adapter = {
  name: 'the HTTP API',
  open: async (body, others) => {
    const bench = await openApiBench();
    for (const other of others) granted(await bench.client.createPipeline({ body: other }));
    granted(await bench.client.createPipeline({ body }));
    return new HttpSystem(bench, /identifier: (\w+)/.exec(body)?.[1] ?? '');
  },
};

const PROJECT = { org: 'default', project: 'default_project' };

class HttpSystem implements System {
  readonly #bench: ApiBench;
  readonly #pipeline: string;

  constructor(bench: ApiBench, pipeline: string) {
    this.#bench = bench;
    this.#pipeline = pipeline;
  }

  async run(world: World, stages: readonly string[] | null): Promise<string> {
    this.#play(world);
    const { client } = this.#bench;
    const path = { pipeline: this.#pipeline };
    const begun =
      stages === null
        ? await client.executePipeline({ path, body: '' })
        : await client.executeStages({ path, body: { stageIdentifiers: [...stages] } });
    const { planExecutionId } = granted(begun).data;
    await this.#bench.settle();
    return planExecutionId;
  }

  async rerun(execution: string, original: boolean, world: World): Promise<string> {
    this.#play(world);
    const path = { execution, pipeline: this.#pipeline };
    const query = { useOriginalDefinition: original };
    const begun = await this.#bench.client.rerunExecution({ path, query, body: '' });
    const { planExecutionId } = granted(begun).data;
    await this.#bench.settle();
    return planExecutionId;
  }

  async plan(execution: string, { from, onlyFailed }: RetryRequest): Promise<Plan | Refused> {
    const body = { from: [...from], runAllStages: !onlyFailed };
    const planned = await this.#bench.client.planRetry({ path: { execution }, body });
    return planned.ok ? shownPlan(planned.value.stages) : { refused: planned.error.code };
  }

  async retry(execution: string, request: RetryRequest, world: World): Promise<Begun | Refused> {
    this.#play(world);
    const begun = await this.#bench.client.retryExecution({
      path: { pipeline: this.#pipeline },
      query: {
        planExecutionId: execution,
        retryStages: [...request.from],
        runAllStages: !request.onlyFailed,
      },
      body: '',
    });
    if (!begun.ok) return { refused: begun.error.code };
    await this.#bench.settle();
    return { execution: begun.value.data.planExecutionId };
  }

  async happen(execution: string, event: Happening): Promise<void> {
    const { client } = this.#bench;
    const pipeline = this.#pipeline;
    if ('pass' in event) {
      await this.#bench.pass(parseDuration(event.pass) ?? asMilliseconds(0));
    } else if ('delete' in event) granted(await client.deletePipeline({ path: { pipeline } }));
    else if ('change' in event) {
      granted(await client.updatePipeline({ path: { pipeline }, body: event.change }));
    } else if ('abort' in event) {
      const query = { interruptType: 'AbortAll' };
      granted(await client.interruptExecution({ path: { execution }, query }));
    } else {
      const action = 'approve' in event ? 'APPROVE' : 'REJECT';
      const path = { ...PROJECT, execution };
      granted(await client.actOnExecutionApproval({ path, body: { action } }));
    }
    await this.#bench.settle();
  }

  async look(execution: string): Promise<Observed> {
    const { client, delegate } = this.#bench;
    const { data } = granted(await client.getExecution({ path: { execution } }));
    const nodes = Object.values(data.executionGraph.nodeMap).map(
      ({ setupId, kind, identifier, name, status, reused }): Seen => ({
        key: setupId,
        kind,
        identifier,
        name,
        status,
        reused: reused !== null,
      }),
    );
    const ran = delegate.ran.filter(({ taskId }) => partsOfTaskId(taskId).execution === execution);
    const called = ({ taskId }: LeasedTask) => stepNameIn(nodes, partsOfTaskId(taskId).node);
    return {
      ...observe(nodes),
      status: data.pipelineExecutionSummary.status,
      ran: ran.map(called),
      scripts: Object.fromEntries(ran.map((each) => [called(each), scriptOf(each)])),
    };
  }

  async close(): Promise<void> {
    await this.#bench.close();
  }

  /** The delegate learns the names of looped stages from their keys: the values stand in those. */
  #play(world: World): void {
    this.#bench.delegate.script = ({ taskId }) => {
      const { node, attempt } = partsOfTaskId(taskId);
      const ending = world(stepNameIn([stageOfKey(node)], node), attempt);
      return ending === 'hang' ? 'hang' : outcomeOf(ending);
    };
  }
}

/** `pipeline.stages.build-linux` is the stage `build (linux)`: cases have plain values only, each of them once. */
function stageOfKey(node: string): Seen {
  const key = node.split('.').slice(0, 3).join('.');
  const [identifier = '', ...values] = (key.split('.')[2] ?? '').split('-');
  const name = `${identifier} (${values.join(', ')})`;
  return { key, kind: 'stage', identifier, name, status: '', reused: false };
}

const scriptOf = ({ task }: LeasedTask): string =>
  task.type === 'ShellScript' && typeof task.script === 'string' ? task.script.trim() : '';
