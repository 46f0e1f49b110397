import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type RepriseServer } from '../packages/server/start.ts';
import { silentLogger } from '../packages/server/testing/workshop.ts';

export const WHERE =
  'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';

export interface Summary {
  readonly planExecutionId: string;
  readonly status: string;
  readonly startTs: number;
  readonly endTs: number;
}

export interface BenchServer extends RepriseServer {
  /** Stores a pipeline. */
  store(yaml: string): Promise<void>;
  /** Starts it and answers the execution's id. */
  start(pipeline: string): Promise<string>;
  /** Retries from a stage and answers the new execution's id. */
  retry(pipeline: string, execution: string, stage: string): Promise<string>;
  /** Its row in the list, which costs next to nothing to ask for; null when it is not the newest. */
  summary(pipeline: string, execution: string): Promise<Summary | null>;
}

/** Calls `use` with a folder that is gone afterwards. */
export async function withFolder<Answer>(
  use: (folder: string) => Promise<Answer>,
): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The whole server in this process, called without a port. */
export async function openBenchServer(
  dataFolder: string,
  concurrency: number,
): Promise<BenchServer> {
  const server = await createServer({
    dataFolder,
    version: 'bench',
    logger: silentLogger,
    concurrency,
  });
  const call = async (method: string, path: string, body?: string): Promise<Response> => {
    const answer = await server.fetch(
      new Request(`http://localhost${path}`, {
        method,
        headers: { host: 'localhost', 'content-type': 'application/yaml' },
        ...(body === undefined ? {} : { body }),
      }),
    );
    if (!answer.ok) throw new Error(`${answer.status} ${path}: ${await answer.text()}`);
    return answer;
  };
  return {
    ...server,
    store: async (yaml) => {
      await call('POST', `/pipeline/api/pipelines/v2?${WHERE}`, yaml);
    },
    start: async (pipeline) => {
      const answer = await call('POST', `/pipeline/api/pipeline/execute/${pipeline}?${WHERE}`, '');
      return (await read<Started>(answer)).data.planExecution.uuid;
    },
    summary: async (pipeline, execution) => {
      const path = `/pipeline/api/pipelines/execution/summary?${WHERE}&pipelineIdentifier=${pipeline}&size=1`;
      const { data } = await read<List>(await call('POST', path, '{}'));
      return data.content.find(({ planExecutionId }) => planExecutionId === execution) ?? null;
    },
    retry: async (pipeline, execution, stage) => {
      const answer = await call(
        'POST',
        `/pipeline/api/pipeline/execute/retry/${pipeline}?${WHERE}&planExecutionId=${execution}&retryStages=${stage}`,
        '',
      );
      return (await read<Started>(answer)).data.planExecution.uuid;
    },
  };
}

interface Started {
  readonly data: { readonly planExecution: { readonly uuid: string } };
}
interface List {
  readonly data: { readonly content: readonly Summary[] };
}

async function read<Body>(answer: Response): Promise<Body> {
  const body: Body = JSON.parse(await answer.text());
  return body;
}

/** Waits for the end, asking seldom: how long it took is in the summary, to the millisecond. */
export async function ended(
  server: BenchServer,
  pipeline: string,
  execution: string,
): Promise<Summary> {
  for (;;) {
    const summary = await server.summary(pipeline, execution);
    if (summary !== null && summary.endTs > 0) return summary;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
