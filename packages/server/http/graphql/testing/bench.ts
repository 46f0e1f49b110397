import type { GraphqlAnswer } from '@reprise/api';
import { stepIdentifier } from '../../../testing/scripted-delegate.ts';
import { type ApiBench, granted } from '../../testing/api-bench.ts';

export const APPLICATION = 'default_project';

/** A document as a FirstGen client sends it, and its answer. */
export const ask = async (
  bench: ApiBench,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphqlAnswer> => granted(await bench.client.graphql({ body: { query, variables } }));

/** Runs a stored pipeline, in which these steps fail, until nothing moves. */
export async function run(
  bench: ApiBench,
  pipeline: string,
  ...failing: readonly string[]
): Promise<string> {
  failAt(bench, ...failing);
  const begun = granted(await bench.client.executePipeline({ path: { pipeline } }));
  await bench.settle();
  failAt(bench);
  return begun.data.planExecutionId;
}

export function failAt(bench: ApiBench, ...steps: readonly string[]): void {
  bench.delegate.script = ({ taskId }) =>
    steps.includes(stepIdentifier(taskId))
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
}

export const RESUME = `mutation ($application: String!, $execution: String!, $stage: String!) {
  resumeExecution(input: {
    applicationId: $application, pipelineExecutionId: $execution, pipelineStageName: $stage,
    clientMutationId: "again"
  }) { clientMutationId execution { id status } }
}`;

export const resume = (
  bench: ApiBench,
  execution: string,
  stage: string,
  application = APPLICATION,
) => ask(bench, RESUME, { application, execution, stage });

/** The message of the only error. */
export function onlyError({ errors = [] }: GraphqlAnswer): string {
  const [only] = errors;
  if (only === undefined || errors.length > 1) throw new Error(JSON.stringify(errors));
  return only.message;
}
