/** The calls that do what a button does, to be taken into a script. */
import type { RetryPlanDocument } from '@reprise/api';

const shell = (text: string): string =>
  /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command line that does this retry. */
export function retryCommand(plan: RetryPlanDocument, note: string): string {
  return [
    'reprise retry',
    shell(plan.sourceExecutionId),
    '--from',
    ...plan.from.map(shell),
    ...(plan.runAllStages ? [] : ['--only-failed']),
    ...(note === '' ? [] : ['--note', shell(note)]),
  ].join(' ');
}

interface Called {
  readonly origin: string;
  readonly pipeline: string;
  readonly org: string;
  readonly project: string;
}

/** The call of the API that does this retry. */
export function retryRequest(plan: RetryPlanDocument, note: string, called: Called): string {
  const url = new URL(
    `/pipeline/api/pipeline/execute/retry/${encodeURIComponent(called.pipeline)}`,
    called.origin,
  );
  const query = url.searchParams;
  query.append('orgIdentifier', called.org);
  query.append('projectIdentifier', called.project);
  query.append('planExecutionId', plan.sourceExecutionId);
  for (const stage of plan.from) query.append('retryStages', stage);
  query.append('runAllStages', String(plan.runAllStages));
  query.append('planDigest', plan.digest);
  if (note !== '') query.append('notesForPipelineExecution', note);
  return `curl -X POST ${shell(url.href)}`;
}
