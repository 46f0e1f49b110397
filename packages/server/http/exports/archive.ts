/** What an export holds: of each execution what the API shows of it, and the logs of its steps. */
import type { Result } from '@reprise/core';
import { viewNodes } from '@reprise/core/execution';
import type { ExecutionExport, StoredExecutionRow } from '../../ports/index.ts';
import type { Caller, Refused, UseCases } from '../../use-cases/index.ts';
import { logKeyOf } from '../../use-cases/logs/log-key.ts';
import { executionGraph } from '../shapes/execution-graph.ts';
import { detailedSummary } from '../shapes/execution-summary.ts';
import { textOfLog } from './log-text.ts';
import type { ArchiveEntry } from './zip.ts';

type Needed = Pick<UseCases, 'getExecution' | 'getDefinition' | 'readLogByKey'>;

/** On whose behalf the files are read. */
export interface Reader {
  readonly useCases: Needed;
  readonly caller: Caller;
}

const ROOT = 'HarnessExecutionsLogs';

/** The files of an archive, each read when its turn has come. */
export async function* entriesOf(
  reader: Reader,
  asked: ExecutionExport,
  rows: readonly StoredExecutionRow[],
): AsyncGenerator<ArchiveEntry> {
  yield file(`${ROOT}/README.txt`, asked.requestedAt, readme(asked, rows));
  for (const row of rows) yield* entriesOfExecution(reader, row);
}

async function* entriesOfExecution(
  { useCases, caller }: Reader,
  row: StoredExecutionRow,
): AsyncGenerator<ArchiveEntry> {
  const folder = `${ROOT}/${folderOf(row)}`;
  const modified = row.endedAt ?? row.createdAt;
  const input = { scope: row.scope, execution: row.executionId };
  const opened = await useCases.getExecution(caller, input);
  const definition = opened.ok ? await useCases.getDefinition(caller, input) : opened;
  if (!opened.ok || !definition.ok) {
    const problem = definition.ok ? '' : definition.error.message;
    yield file(`${folder}/problem.txt`, modified, `${problem}\n`);
    return;
  }
  const { state, newest } = opened.value;
  const logs = viewNodes(state).flatMap(({ key, tries }) =>
    tries.flatMap(({ task, attempt }) => (task === null ? [] : [{ key, task, attempt }])),
  );
  const named = logs.map((log, at) => ({ ...log, name: logName(at, log.key, log.attempt) }));
  const document = {
    pipelineExecutionSummary: detailedSummary(opened.value.row, state, newest),
    executionGraph: executionGraph(opened.value.row, state),
    inputSetYaml: definition.value.inputsYaml,
    resolvedYaml: definition.value.compiledYaml,
    executionLogFiles: named.map(({ key, attempt, name }) => ({
      baseFqn: key,
      attempt,
      executionLogFile: name,
    })),
  };
  yield file(`${folder}/execution.json`, modified, `${JSON.stringify(document, null, 2)}\n`);
  for (const { name, task } of named) {
    const log = { accountId: row.scope.accountId, key: logKeyOf(opened.value.row, task) };
    const bytes = textOrProblem(await useCases.readLogByKey(caller, log));
    yield { name: `${folder}/${name}`, modified, bytes };
  }
}

const textOrProblem = (
  log: Result<AsyncIterable<Uint8Array>, Refused>,
): AsyncIterable<Uint8Array> => (log.ok ? textOfLog(log.value) : once(log.error.message));

const file = (name: string, modified: number, text: string): ArchiveEntry => ({
  name,
  modified,
  bytes: once(text),
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const folderOf = ({ executionId, createdAt }: StoredExecutionRow): string =>
  `${new Date(createdAt).toISOString().replaceAll(/[:.]/g, '-')}_${executionId}`;

/** The key of a node may hold the values of a loop, whatever they are: a name in an archive must be harmless. */
function logName(at: number, key: string, attempt: number): string {
  const words = key.replace(/^pipeline\.stages\./, '').replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return `${String(at + 1).padStart(4, '0')}_${words.slice(0, 150)}_${attempt}.log`;
}

const readme = (
  { id, requestedAt, requestedBy }: ExecutionExport,
  rows: readonly StoredExecutionRow[],
): string => `Executions, exported by ${requestedBy.name} at ${new Date(requestedAt).toISOString()} (${id}).

Each folder is one execution: execution.json is what the API shows of it, with the file of each log; the other files are
the logs of its steps, a line as "time level text". What could not be read stands in problem.txt.

${rows.map((row) => `${folderOf(row)}  ${row.status}  ${row.scope.orgId}/${row.scope.projectId}/${row.pipelineId}\n`).join('')}`;
