import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, ClientProblem } from '@reprise/api/client';
import { ok, type Result } from '@reprise/core';
import { type FileSubject, subjectOfFile } from '@reprise/core/objects';
import type { Command } from 'commander';
import { CommandError, exitCodeOfProblem } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { sanitise } from '../output/sanitise.ts';
import { readFileArgument } from '../read-file.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

type Kind = FileSubject['kind'];
type Answer = Promise<Result<unknown, ClientProblem>>;

interface Send {
  readonly create: (client: Client, body: string) => Answer;
  readonly update: (client: Client, body: string, subject: FileSubject) => Answer;
}

/** How each kind goes to the server. An object says itself where it lives; a pipeline is told by the query. */
const SENDS: Readonly<Record<Exclude<Kind, 'pipeline'>, Send>> = {
  secret: {
    create: (client, body) => client.createSecret({ body }),
    update: (client, body, { identifier: secret }) =>
      client.updateSecret({ path: { secret }, body }),
  },
  variable: {
    create: (client, body) => client.createVariable({ body }),
    update: (client, body) => client.updateVariable({ body }),
  },
  connector: {
    create: (client, body) => client.createConnector({ body }),
    update: (client, body) => client.updateConnector({ body }),
  },
  service: {
    create: (client, body) => client.createService({ body }),
    update: (client, body) => client.updateService({ body }),
  },
  environment: {
    create: (client, body) => client.createEnvironment({ body }),
    update: (client, body) => client.updateEnvironment({ body }),
  },
  infrastructure: {
    create: (client, body) => client.createInfrastructure({ body }),
    update: (client, body) => client.updateInfrastructure({ body }),
  },
};

/** What others refer to goes first. */
const ORDER: readonly Kind[] = [
  'secret',
  'variable',
  'connector',
  'service',
  'environment',
  'infrastructure',
  'pipeline',
];

interface File {
  readonly path: string;
  readonly body: string;
  readonly subject: FileSubject;
}

interface Applied {
  readonly file: string;
  readonly kind: Kind;
  readonly identifier: string;
  readonly result: 'created' | 'updated' | 'refused';
  readonly message?: string;
}

/** `reprise apply FILE|FOLDER…` */
export function addApply(program: Command, host: CommandHost): void {
  const command = program
    .command('apply')
    .description('create or update pipelines and objects from their YAML files')
    .argument('<path...>', 'YAML files, or folders of them; - is standard input')
    .addHelpText(
      'after',
      '\nOne object a file: connector, environment, infrastructureDefinition, pipeline, secret, service or variable.\nIt goes where its orgIdentifier and projectIdentifier say; without both, to the account.',
    );
  withLocal(withJson(command)).action(
    host.run((paths: readonly string[], options: LocalOptions & JsonOption) =>
      apply(host, paths, options),
    ),
  );
}

async function apply(
  { terminal }: CommandHost,
  paths: readonly string[],
  options: LocalOptions & JsonOption,
): Promise<ExitCode> {
  // Every file is read before the first is sent: a wrong name changes nothing.
  const found = await Promise.all(paths.map(filesAt));
  const files = (await Promise.all(found.flat().map(readSubject))).toSorted(
    (one, other) => ORDER.indexOf(one.subject.kind) - ORDER.indexOf(other.subject.kind),
  );
  return connected(terminal, options, async ({ client }) => {
    const all: Applied[] = [];
    let code: ExitCode = EXIT.success;
    for (const file of files) {
      const [applied, exit] = await send(client, file);
      all.push(applied);
      if (code === EXIT.success) code = exit;
      if (options.json === true) continue;
      const { kind, identifier, result, message } = applied;
      const line = `${result} ${kind} ${identifier}`;
      if (message === undefined) terminal.out(`${sanitise(line, false)}\n`);
      else
        terminal.err(`${sanitise(`${file.path}: ${line}`, false)}\n${sanitise(message, false)}\n`);
    }
    if (options.json === true) printJson(terminal, all);
    return code;
  });
}

async function send(client: Client, file: File): Promise<readonly [Applied, ExitCode]> {
  const { kind, identifier } = file.subject;
  const about = { file: file.path, kind, identifier };
  const sent =
    kind === 'pipeline'
      ? await sendPipeline(client, file)
      : await sendObject(client, file, SENDS[kind]);
  if (sent.ok) return [{ ...about, result: sent.value }, EXIT.success];
  const { message } = sent.error;
  return [{ ...about, result: 'refused', message }, exitCodeOfProblem(sent.error)];
}

type Sent = Promise<Result<'created' | 'updated', ClientProblem>>;

async function sendObject(client: Client, { body, subject }: File, by: Send): Sent {
  const created = await by.create(client, body);
  if (created.ok) return ok('created');
  if (created.error.code !== 'OBJECT_EXISTS') return created;
  const updated = await by.update(client, body, subject);
  return updated.ok ? ok('updated') : updated;
}

async function sendPipeline(client: Client, { body, subject }: File): Sent {
  const query = {
    orgIdentifier: subject.orgIdentifier ?? undefined,
    projectIdentifier: subject.projectIdentifier ?? undefined,
  };
  const created = await client.createPipeline({ query, body });
  if (created.ok) return ok('created');
  if (created.error.code !== 'PIPELINE_EXISTS') return created;
  const path = { pipeline: subject.identifier };
  const updated = await client.updatePipeline({ path, query, body });
  return updated.ok ? ok('updated') : updated;
}

const YAML_FILE = /\.ya?ml$/i;

/** The file itself, or every YAML file of a folder and of those in it, in the order of their names. */
async function filesAt(path: string): Promise<readonly string[]> {
  const isFolder = path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true;
  if (!isFolder) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => YAML_FILE.test(name)).toSorted();
  if (files.length > 0) return files.map((name) => join(path, name));
  throw new CommandError(EXIT.usage, `There is no YAML file in ${path}.`);
}

async function readSubject(path: string): Promise<File> {
  const body = await readFileArgument(path);
  const subject = subjectOfFile(body);
  if (subject !== null) return { path, body, subject };
  throw new CommandError(
    EXIT.usage,
    `${path} is nothing that can be applied. At its top stands one of ${ORDER.join(', ')} (infrastructureDefinition for an infrastructure). Nothing was changed.`,
  );
}
