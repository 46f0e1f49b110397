import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { auditTable, type ShownAct } from '../output/audit-table.ts';
import { printJson } from '../output/json.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';
import { wholeNumber } from './whole-number.ts';

interface AuditOptions extends JsonOption, LocalOptions {
  readonly org?: string;
  readonly project?: string;
  readonly limit: number;
}

/** `reprise audit [ID]` */
export function addAudit(program: Command, host: CommandHost): void {
  const command = program
    .command('audit')
    .description('list what people did, newest first: to an execution, or everywhere in a place')
    .argument('[execution]', 'only what was done to this execution')
    .option('--org <id>', 'only in this organization; the whole account when left out')
    .option('--project <id>', 'only in this project of the organization')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 1000), 50);
  withLocal(withJson(command)).action(
    host.run((execution: string | undefined, options: AuditOptions) =>
      connected(host.terminal, options, (connection) =>
        audit(host.terminal, connection, execution, options),
      ),
    ),
  );
}

async function audit(
  terminal: Terminal,
  connection: Connection,
  execution: string | undefined,
  options: AuditOptions,
): Promise<ExitCode> {
  const acts =
    execution === undefined
      ? await actsIn(connection, options)
      : await actsOn(connection, execution, options);
  if (options.json === true) printJson(terminal, { acts });
  else terminal.out(auditTable(acts));
  return EXIT.success;
}

async function actsOn(
  { client }: Connection,
  execution: string,
  { limit }: AuditOptions,
): Promise<readonly ShownAct[]> {
  const { acts } = valueOf(await client.listActs({ path: { execution } }));
  return acts.slice(0, limit).map(({ at, by, from, action, reason, change }) => ({
    at,
    by: by.email ?? by.name,
    from: from.address,
    action,
    resource: `execution ${execution}`,
    reason,
    change,
  }));
}

async function actsIn(
  { client }: Connection,
  { org, project, limit }: AuditOptions,
): Promise<readonly ShownAct[]> {
  const query = { orgIdentifier: org, projectIdentifier: project, pageSize: limit };
  const { data } = valueOf(await client.listAudit({ query, body: {} }));
  return data.content.map((entry) => ({
    at: entry.timestamp,
    by:
      entry.authenticationInfo.labels['username'] ?? entry.authenticationInfo.principal.identifier,
    from: entry.requestMetadata.clientIP,
    action: entry.action,
    resource: `${entry.resource.type} ${entry.resource.identifier}`,
    reason: entry.reason,
    change: entry.change,
  }));
}
