import { existsSync } from 'node:fs';
import type { Client } from '@reprise/api/client';
import { parsePipeline, pipelineHeader, UNRESOLVED_TEMPLATE } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { count } from '../output/problem-text.ts';
import { readFileArgument } from '../read-file.ts';
import { untilAnswered } from '../repeat.ts';
import type { Terminal } from '../terminal.ts';
import {
  begunWith,
  checkStages,
  type StageOptions,
  stagesBody,
  withStages,
} from './chosen-stages.ts';
import { type CommandHost, connected, type LocalOptions, withLocal } from './command-host.ts';
import { addName, addPair } from './name-value.ts';
import { complain, type InputOptions, inputsOf } from './run-inputs.ts';
import { checkWatch, type WatchOptions, watch, withWatch } from './watch.ts';

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

interface RunOptions extends WatchOptions, LocalOptions, StageOptions, InputOptions {
  readonly inputSet: readonly string[];
  readonly note?: string;
}

/** `reprise run FILE`, `reprise run PIPELINE` */
export function addRun(program: Command, host: CommandHost): void {
  const command = program
    .command('run')
    .description('run a pipeline and follow it to its end; a file is stored on the server first')
    .argument(
      '<pipeline>',
      'the pipeline YAML, - for standard input, or the identifier of a stored one',
    )
    .option('--input <name=value>', 'the value of a pipeline variable; repeatable', addPair, {})
    .option('--inputs <file>', 'the runtime inputs as YAML, in the place of --input')
    .option(
      '--input-set <name>',
      'a stored input set or overlay; repeatable, later over earlier',
      addName,
      [],
    )
    .option('--note <text>', 'kept with the execution');
  withLocal(withWatch(withStages(command))).action(
    host.run((file: string, options: RunOptions) => run(host.terminal, file, options)),
  );
}

async function run(terminal: Terminal, source: string, options: RunOptions): Promise<ExitCode> {
  checkWatch(options);
  checkStages(options);
  if (IDENTIFIER.test(source) && !existsSync(source)) {
    return connected(terminal, options, async (connection) => {
      const stored = valueOf(await connection.client.getPipeline({ path: { pipeline: source } }));
      const { identifier, name, yamlPipeline } = stored.data;
      const inputs = await inputsOf(terminal, source, yamlPipeline, options);
      return start(terminal, connection, { identifier, name }, inputs, options);
    });
  }
  const yaml = await readFileArgument(source);
  const pipeline = checked(terminal, source, yaml);
  const inputs = await inputsOf(terminal, source, yaml, options);
  return connected(terminal, options, async (connection) => {
    await store(connection.client, pipeline.identifier, yaml);
    return start(terminal, connection, pipeline, inputs, options);
  });
}

interface NamedPipeline {
  readonly identifier: string;
  readonly name: string;
}

async function start(
  terminal: Terminal,
  connection: Connection,
  { identifier, name }: NamedPipeline,
  inputs: string,
  options: RunOptions,
): Promise<ExitCode> {
  const { planExecution, explanation } = await begin(
    connection.client,
    identifier,
    inputs,
    options,
  );
  const { uuid, metadata } = planExecution;
  if (options.json !== true && options.detach !== true) {
    const { colours } = terminal;
    terminal.out(`${colours.bold(name)}, run ${metadata.runSequence}  ${colours.dim(uuid)}\n`);
    if (options.stages !== undefined) terminal.out(`${explanation}\n`);
  }
  return watch(terminal, connection, uuid, options);
}

function begin(client: Client, pipeline: string, inputs: string, options: RunOptions) {
  const path = { pipeline };
  const { note: notesForPipelineExecution, inputSet: inputSetIdentifiers, stages } = options;
  return untilAnswered(async (idempotencyKey) => {
    const query = { notesForPipelineExecution, inputSetIdentifiers, idempotencyKey };
    if (stages === undefined) {
      return valueOf(await client.executePipeline({ path, query, body: inputs })).data;
    }
    const body = stagesBody(stages, options, inputs);
    return begunWith(await client.executeStages({ path, query, body }), options).data;
  });
}

/** The pipeline, when nothing in the file keeps it from running: said here, with the lines, before any server is asked. */
function checked(terminal: Terminal, file: string, yaml: string): NamedPipeline {
  // Templates are known to the server only: what is wrong with them it says itself.
  const problems = parsePipeline(yaml).problems.filter(({ code }) => code !== UNRESOLVED_TEMPLATE);
  const standing = problems.filter(({ severity }) => severity !== 'warning');
  complain(terminal, file, yaml, problems);
  const pipeline = pipelineHeader(yaml);
  if (pipeline === null || standing.length > 0) {
    throw new CommandError(
      EXIT.usage,
      `${file} cannot be run: ${count(standing.length, 'problem')}. Nothing was started.`,
    );
  }
  return pipeline;
}

/** Creates the pipeline, or saves it when it is not what is stored. */
async function store(client: Client, identifier: string, yaml: string): Promise<void> {
  const stored = await client.getPipeline({ path: { pipeline: identifier } });
  if (!stored.ok && stored.error.code === 'PIPELINE_NOT_FOUND') {
    valueOf(await client.createPipeline({ body: yaml }));
    return;
  }
  const { yamlPipeline, version } = valueOf(stored).data;
  if (yamlPipeline === yaml) return;
  valueOf(
    await client.updatePipeline({
      path: { pipeline: identifier },
      query: { lastObjectId: version },
      body: yaml,
    }),
  );
}
