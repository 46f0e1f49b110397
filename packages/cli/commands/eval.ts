import type { Client } from '@reprise/api/client';
import { explain, lookupIn } from '@reprise/core/expression';
import type { Command } from 'commander';
import * as z from 'zod/mini';
import { CommandError, valueOf } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { sanitise } from '../output/sanitise.ts';
import { readFileArgument } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

interface EvalOptions extends JsonOption, LocalOptions {
  readonly context?: string;
  readonly execution?: string;
  readonly node?: string;
  readonly condition?: true;
}

/** An explanation, made here or by a server. */
interface Shown {
  readonly value: unknown;
  readonly type: string;
  readonly trace: readonly {
    readonly expression: string;
    readonly value: unknown;
    readonly offset: number;
  }[];
}

/** `reprise eval EXPRESSION` */
export function addEval(program: Command, host: CommandHost): void {
  const command = program
    .command('eval')
    .description('what an expression is worth, and how that comes about')
    .argument('<expression>', "such as '<+pipeline.name>'")
    .option('--context <file>', 'a JSON document with the names that there are; no server is asked')
    .option('--execution <id>', 'the execution whose names are used, as they are now')
    .option('--node <key>', 'with --execution: where it stands, such as pipeline.stages.build')
    .option('--condition', 'read it as `when` does: an expression as a whole');
  withLocal(withJson(command)).action(
    host.run((expression: string, options: EvalOptions) =>
      evaluate(host.terminal, expression, options),
    ),
  );
}

async function evaluate(
  terminal: Terminal,
  expression: string,
  options: EvalOptions,
): Promise<ExitCode> {
  if (options.context !== undefined && options.execution !== undefined) {
    throw new CommandError(EXIT.usage, 'Give --context or --execution, not both.');
  }
  const as = options.condition === true ? 'condition' : 'text';
  const explained =
    options.execution === undefined
      ? await evaluateHere(expression, as, options.context)
      : await connected(terminal, options, ({ client }) =>
          evaluateThere(client, expression, as, options),
        );
  if (options.json === true) printJson(terminal, explained);
  else print(terminal, explained);
  if (as === 'text' && looksLikeCondition(expression)) terminal.err(HINT);
  return EXIT.success;
}

const HINT = 'This was read as text with values in it. To read it as `when` does: --condition\n';

/** Whether operators stand outside of the brackets, where only conditions have them. */
function looksLikeCondition(expression: string): boolean {
  let outside = expression;
  for (let before = ''; before !== outside; ) {
    before = outside;
    outside = outside.replaceAll(/<\+(?:[^<>]|[<>]=? )*>/g, '');
  }
  return /==|!=|=~|&&|\|\||[<>]=? /.test(outside);
}

const contextSchema = z.record(z.string(), z.json());

async function evaluateHere(
  expression: string,
  as: 'text' | 'condition',
  file: string | undefined,
): Promise<Shown> {
  const context = file === undefined ? {} : parseContext(file, await readFileArgument(file));
  const answer = explain(expression, lookupIn(context, Date.now()), as);
  if (answer.ok) return answer.value;
  const { message, offset, length } = answer.error;
  const mark = `${' '.repeat(offset)}${'^'.repeat(length)}`;
  const shown = expression.includes('\n') ? '' : `\n  ${expression}\n  ${mark}`;
  throw new CommandError(EXIT.failed, `The expression has no value: ${message}${shown}`);
}

function parseContext(file: string, text: string): z.infer<typeof contextSchema> {
  try {
    return contextSchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(EXIT.usage, `${file} is no JSON object of names and values.`);
  }
}

async function evaluateThere(
  client: Client,
  expression: string,
  as: 'text' | 'condition',
  { execution, node }: EvalOptions,
): Promise<Shown> {
  const body = { expression, as, execution, ...(node === undefined ? {} : { node }) };
  return valueOf(await client.evaluateExpression({ body }));
}

function print(terminal: Terminal, { value, type, trace }: Shown): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const { colours } = terminal;
  terminal.out(`${sanitise(text, false)}  ${colours.dim(type)}\n`);
  for (const entry of trace) {
    const worth = sanitise(JSON.stringify(entry.value), false);
    const where = colours.dim(`at ${entry.offset}`);
    terminal.out(`  ${sanitise(entry.expression, false)} = ${worth}  ${where}\n`);
  }
}
