import type { Client } from '@reprise/api/client';
import type { Problem } from '@reprise/core';
import { inputsFromPairs, parsePipeline } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { count, problemText } from '../output/problem-text.ts';
import { readFileArgument } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';
import { type CommandHost, connected, type LocalOptions, withLocal } from './command-host.ts';
import { addPair } from './name-value.ts';
import { checkWatch, type WatchOptions, watch, withWatch } from './watch.ts';

interface RunOptions extends WatchOptions, LocalOptions {
  readonly input: Readonly<Record<string, string>>;
  readonly inputs?: string;
  readonly note?: string;
}

/** `reprise run FILE` */
export function addRun(program: Command, host: CommandHost): void {
  const command = program
    .command('run')
    .description('store a pipeline on the server, run it, and follow it to its end')
    .argument('<file>', 'the pipeline YAML; - is standard input')
    .option('--input <name=value>', 'the value of a pipeline variable; repeatable', addPair, {})
    .option('--inputs <file>', 'the runtime inputs as YAML, in the place of --input')
    .option('--note <text>', 'kept with the execution');
  withLocal(withWatch(command)).action(
    host.run((file: string, options: RunOptions) => run(host.terminal, file, options)),
  );
}

async function run(terminal: Terminal, file: string, options: RunOptions): Promise<ExitCode> {
  checkWatch(options);
  const yaml = await readFileArgument(file);
  const { identifier, name } = checked(terminal, file, yaml);
  const inputs = await inputsOf(terminal, file, yaml, options);
  return connected(terminal, options, async (connection) => {
    await store(connection.client, identifier, yaml);
    const started = valueOf(
      await connection.client.executePipeline({
        path: { pipeline: identifier },
        query: { notesForPipelineExecution: options.note },
        body: inputs,
      }),
    );
    const { uuid, metadata } = started.data.planExecution;
    if (options.json !== true && options.detach !== true) {
      const { colours } = terminal;
      terminal.out(`${colours.bold(name)}, run ${metadata.runSequence}  ${colours.dim(uuid)}\n`);
    }
    return watch(terminal, connection, uuid, options);
  });
}

/** The pipeline, when nothing in the file keeps it from running: said here, with the lines, before any server is asked. */
function checked(
  terminal: Terminal,
  file: string,
  yaml: string,
): { readonly identifier: string; readonly name: string } {
  const { pipeline, problems } = parsePipeline(yaml);
  const standing = problems.filter(({ severity }) => severity !== 'warning');
  complain(terminal, file, yaml, problems);
  if (pipeline === null || standing.length > 0) {
    throw new CommandError(
      EXIT.usage,
      `${file} cannot be run: ${count(standing.length, 'problem')}. Nothing was started.`,
    );
  }
  return pipeline;
}

async function inputsOf(
  terminal: Terminal,
  file: string,
  yaml: string,
  options: RunOptions,
): Promise<string> {
  const pairs = Object.keys(options.input).length > 0;
  if (options.inputs !== undefined && pairs) {
    throw new CommandError(EXIT.usage, 'Give --input or --inputs, not both.');
  }
  if (options.inputs !== undefined) return readFileArgument(options.inputs);
  if (!pairs) return '';
  const built = inputsFromPairs(yaml, options.input);
  complain(terminal, file, yaml, built.problems);
  if (built.problems.some(({ severity }) => severity === 'error')) {
    throw new CommandError(EXIT.usage, 'The inputs do not fit the pipeline. Nothing was started.');
  }
  return built.yaml;
}

function complain(
  terminal: Terminal,
  file: string,
  yaml: string,
  problems: readonly Problem[],
): void {
  for (const problem of problems) {
    terminal.err(problemText({ file, yaml, problem, colours: terminal.colours }));
  }
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
