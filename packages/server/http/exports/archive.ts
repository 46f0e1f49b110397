/** What an export holds: of each execution what the API shows of it, and the logs of its steps. */
import type { NodeKey, Result, TaskId } from '@reprise/core';
import { viewNodes } from '@reprise/core/execution';
import type { Definition, ExecutionExport, StoredExecutionRow } from '../../ports/index.ts';
import type { OpenExecution } from '../../use-cases/executions/open-execution.ts';
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
  if (!opened.ok) {
    yield file(`${folder}/problem.txt`, modified, `${opened.error.message}\n`);
    return;
  }
  const logs = logsOf(opened.value);
  const definition = await useCases.getDefinition(caller, input);
  const shown = { ...documentOf(opened.value, logs), ...(definition.ok && ran(definition.value)) };
  yield file(`${folder}/execution.json`, modified, `${JSON.stringify(shown, null, 2)}\n`);
  for (const { name, task } of logs) {
    const log = { accountId: row.scope.accountId, key: logKeyOf(opened.value.row, task) };
    const bytes = textOrProblem(await useCases.readLogByKey(caller, log));
    yield { name: `${folder}/${name}`, modified, bytes };
  }
}

/** The log of one attempt, and its file. */
interface NamedLog {
  readonly key: NodeKey;
  readonly task: TaskId;
  readonly attempt: number;
  readonly name: string;
}

const logsOf = ({ state }: OpenExecution): readonly NamedLog[] =>
  viewNodes(state)
    .flatMap(({ key, tries }) =>
      tries.flatMap(({ task, attempt }) => (task === null ? [] : [{ key, task, attempt }])),
    )
    .map((log, at) => ({ ...log, name: logName(at, log.key, log.attempt) }));

/** What the API shows of an execution, and which files its logs are. */
const documentOf = ({ row, state }: OpenExecution, logs: readonly NamedLog[]) => ({
  pipelineExecutionSummary: detailedSummary(row, state),
  executionGraph: executionGraph(row, state),
  executionLogFiles: logs.map(({ key, attempt, name }) => ({
    baseFqn: key,
    attempt,
    executionLogFile: name,
  })),
});

const ran = ({ inputsYaml, compiledYaml }: Definition) => ({
  inputSetYaml: inputsYaml,
  resolvedYaml: compiledYaml,
});

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
