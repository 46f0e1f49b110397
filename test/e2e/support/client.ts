import { pause } from './server-process.ts';

/**
 * Speaks to a server as any client of Harness would: by paths and JSON alone. On purpose not our own client, so that a
 * mistake in the contract cannot hide in both ends.
 */
const WHERE = 'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';

export async function storePipeline(url: string, yaml: string): Promise<Response> {
  return fetch(`${url}/pipeline/api/pipelines/v2?${WHERE}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: yaml,
  });
}

/** The new execution's `planExecutionId`. */
export async function execute(
  url: string,
  pipeline: string,
  inputs = '',
  note = '',
): Promise<string> {
  const said = `&notesForPipelineExecution=${encodeURIComponent(note)}`;
  const answer = await fetch(`${url}/pipeline/api/pipeline/execute/${pipeline}?${WHERE}${said}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: inputs,
  });
  return (await json<ExecuteAnswer>(answer)).data.planExecution.uuid;
}

export async function retry(
  url: string,
  pipeline: string,
  execution: string,
  stages: readonly string[],
  runAllStages = true,
): Promise<Response> {
  const retried = stages.map((stage) => `&retryStages=${stage}`).join('');
  return fetch(
    `${url}/pipeline/api/pipeline/execute/retry/${pipeline}?${WHERE}&planExecutionId=${execution}&runAllStages=${runAllStages}${retried}`,
    { method: 'POST', headers: { 'content-type': 'application/yaml' } },
  );
}

export interface ExecuteAnswer {
  readonly data: { readonly planExecution: { readonly uuid: string } };
}

export interface Detail {
  readonly pipelineExecutionSummary: { readonly status: string };
  readonly executionGraph: { readonly nodeMap: Readonly<Record<string, Node>> };
}
export interface Node {
  readonly uuid: string;
  readonly identifier: string;
  readonly baseFqn: string;
  readonly status: string;
}

export async function detail(url: string, execution: string): Promise<Detail> {
  const answer = await fetch(`${url}/pipeline/api/pipelines/execution/v2/${execution}?${WHERE}`);
  return (await json<{ readonly data: Detail }>(answer)).data;
}

const ENDED = new Set(['Success', 'Failed', 'Aborted', 'Expired', 'ApprovalRejected']);

/** Waits for the end and answers the status. */
export async function ended(url: string, execution: string): Promise<string> {
  for (;;) {
    const { status } = (await detail(url, execution)).pipelineExecutionSummary;
    if (ENDED.has(status)) return status;
    await pause(20);
  }
}

/** Output lines of a step, as `reprise logs` would print them, with time and level. */
export async function logOf(
  url: string,
  execution: string,
  step: string,
): Promise<readonly { readonly level: string; readonly time: string; readonly out: string }[]> {
  const answer = await fetch(`${url}/api/v1/executions/${execution}/logs?${WHERE}&node=${step}`);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  const text = await answer.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The answer's JSON, as the caller expects it: a wrong expectation fails the test that holds it. */
async function json<Body>(answer: Response): Promise<Body> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
  const body: Body = JSON.parse(text);
  return body;
}
