import type { Client } from '@reprise/api/client';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
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
import { type InputOptions, inputsOf } from './run-inputs.ts';
import { checkWatch, type WatchOptions, watch, withWatch } from './watch.ts';

interface RerunOptions extends WatchOptions, LocalOptions, StageOptions, InputOptions {
  readonly original?: true;
  readonly inputSet: readonly string[];
  readonly note?: string;
}

/** `reprise rerun ID` */
export function addRerun(program: Command, host: CommandHost): void {
  const command = program
    .command('rerun')
    .description('run an execution again: the pipeline as it is stored now, with the same inputs')
    .argument('<execution>', 'the execution to run again')
    .option('--original', 'run what that execution ran, with its very inputs')
    .option('--input <name=value>', 'another value of a pipeline variable; repeatable', addPair, {})
    .option('--inputs <file>', 'runtime inputs as YAML over those of the execution')
    .option('--input-set <name>', 'a stored input set over them; repeatable', addName, [])
    .option('--note <text>', 'kept with the new execution');
  withLocal(withWatch(withStages(command))).action(
    host.run((execution: string, options: RerunOptions) => {
      checkWatch(options);
      checkStages(options);
      checkOriginal(options);
      return connected(host.terminal, options, (connection) =>
        rerun(host.terminal, connection, execution, options),
      );
    }),
  );
}

/** What an execution ran it ran with its inputs, and the stages it had. */
function checkOriginal({ original, stages, input, inputs, inputSet }: RerunOptions): void {
  if (original !== true) return;
  const other = [
    ...(stages === undefined ? [] : ['--stages']),
    ...(Object.keys(input).length === 0 ? [] : ['--input']),
    ...(inputs === undefined ? [] : ['--inputs']),
    ...(inputSet.length === 0 ? [] : ['--input-set']),
  ];
  if (other.length === 0) return;
  throw new CommandError(
    EXIT.usage,
    `--original runs the definition, the inputs and the stages of that execution: leave out ${other.join(' and ')}.`,
  );
}

async function rerun(
  terminal: Terminal,
  connection: Connection,
  execution: string,
  options: RerunOptions,
): Promise<ExitCode> {
  const { client } = connection;
  const { data } = valueOf(await client.getExecution({ path: { execution } }));
  const pipeline = data.pipelineExecutionSummary.pipelineIdentifier;
  const begun = await begin(terminal, client, { execution, pipeline }, options);
  const { planExecutionId, explanation } = begun;
  if (options.json !== true && options.detach !== true) {
    const { colours } = terminal;
    terminal.out(
      `${colours.bold(pipeline)}, rerun of ${execution}  ${colours.dim(planExecutionId)}\n${explanation}\n`,
    );
  }
  return watch(terminal, connection, planExecutionId, options);
}

async function begin(
  terminal: Terminal,
  client: Client,
  path: { readonly execution: string; readonly pipeline: string },
  options: RerunOptions,
) {
  const inputs = await givenInputs(terminal, client, path.pipeline, options);
  const { note: notesForPipelineExecution, inputSet: inputSetIdentifiers, stages } = options;
  return untilAnswered(async (idempotencyKey) => {
    const query = { notesForPipelineExecution, inputSetIdentifiers, idempotencyKey };
    if (stages !== undefined) {
      const body = stagesBody(stages, options, inputs);
      return begunWith(await client.rerunStages({ path, query, body }), options).data;
    }
    const whole = { ...query, useOriginalDefinition: options.original === true };
    return valueOf(await client.rerunExecution({ path, query: whole, body: inputs })).data;
  });
}

/** The pipeline is asked for only where a name must be found in it. */
async function givenInputs(
  terminal: Terminal,
  client: Client,
  pipeline: string,
  options: RerunOptions,
): Promise<string> {
  if (Object.keys(options.input).length === 0) return inputsOf(terminal, pipeline, '', options);
  const stored = valueOf(await client.getPipeline({ path: { pipeline } }));
  return inputsOf(terminal, pipeline, stored.data.yamlPipeline, options);
}
