import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import {
  evaluateDeferred,
  type TaskText,
  toBoolean,
  toText,
  type Value,
} from '@reprise/core/expression';
import type { HttpAnswer, HttpTask } from '@reprise/core/step-types';
import type { FunctionExecutor, RunningContext } from '../executor.ts';
import { TextResolver } from '../resolve-text.ts';
import { addressRules } from './address-rules.ts';
import { type Answer, type Call, CallRefused, type CallSettings, call } from './call.ts';
import { MOST_REDIRECTS, nextCall } from './redirects.ts';

/*
 * The Http step: one call, its redirects, and what the author wants to know of the answer. The assertion decides;
 * without one every answer is a success, whatever its code, and an error's code is said in the log.
 */

/** How much of an answer that failed its assertion is shown in the log. */
const SHOWN = 4096;

export const http: FunctionExecutor<HttpTask> = { kind: 'function', run };

async function run(task: HttpTask, context: RunningContext): Promise<TaskOutcome> {
  const prepared = await prepare(task, context);
  if (!prepared.ok) return failed(prepared.error);
  const { first, settings } = prepared.value;
  let made: Answered;
  try {
    made = await follow(first, settings, context);
  } catch (error) {
    return failed(failureOf(error, first.url));
  }
  return judge(task, made, context);
}

interface Prepared {
  readonly first: Call;
  readonly settings: CallSettings;
}

async function prepare(
  task: HttpTask,
  context: RunningContext,
): Promise<Result<Prepared, Failure>> {
  const texts = new TextResolver(context.secrets);
  const url = await texts.resolve(task.url);
  if (!url.ok) return url;
  if (!URL.canParse(url.value)) {
    return refused(configuration('The URL of the step is none: write it in full, https://…'));
  }
  const headers: { name: string; value: string }[] = [];
  for (const { name, value } of task.headers) {
    const resolved = await texts.resolve(value);
    if (!resolved.ok) return resolved;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[^\0\r\n]*$/.test(resolved.value)) {
      const message = `The header "${name}" cannot be sent: a name is of letters, digits and -, and a value is one line.`;
      return refused(configuration(message));
    }
    headers.push({ name, value: resolved.value });
  }
  const body = await optional(texts, task.body);
  if (!body.ok) return body;
  const certificate = await optional(texts, task.certificate);
  if (!certificate.ok) return certificate;
  const certificateKey = await optional(texts, task.certificateKey);
  if (!certificateKey.ok) return certificateKey;
  const { httpAllow, httpDeny, proxy } = context.settings;
  return ok({
    first: { url: new URL(url.value), method: task.method, headers, body: body.value },
    settings: {
      rules: addressRules(httpAllow, httpDeny),
      proxy,
      certificate: certificate.value,
      certificateKey: certificateKey.value,
      signal: context.signal,
    },
  });
}

const optional = (
  texts: TextResolver,
  text: TaskText | undefined,
): Promise<Result<string | null, Failure>> =>
  text === undefined ? Promise.resolve(ok(null)) : texts.resolve(text);

interface Answered {
  readonly call: Call;
  readonly answer: Answer;
}

async function follow(
  first: Call,
  settings: CallSettings,
  context: RunningContext,
): Promise<Answered> {
  let next = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    context.log('INFO', `${next.method} ${withoutPassword(next.url)}`);
    const answer = await call(next, settings);
    context.log('INFO', `The answer is ${answer.status}, of ${answer.body.length} characters.`);
    const after = nextCall(next, answer);
    if (after === null) return { call: next, answer };
    next = after;
  }
  throw new CallRefused(`The server redirects more than ${MOST_REDIRECTS} times.`);
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function judge(
  task: HttpTask,
  { call: made, answer }: Answered,
  context: RunningContext,
): TaskOutcome {
  const known: HttpAnswer = {
    httpResponseCode: answer.status,
    httpResponseBody: answer.body,
    httpMethod: task.method,
    httpUrl: withoutPassword(made.url),
  };
  const wrong = task.assertion === undefined ? null : objection(task.assertion, known);
  if (wrong !== null) {
    context.log('ERROR', `The answer was:\n${answer.body.slice(0, SHOWN)}`);
    return failed({ message: wrong, types: ['Unknown'] });
  }
  if (task.assertion === undefined && answer.status >= 400) {
    context.log(
      'ERROR',
      `The step has no assertion, so the answer ${answer.status} is no failure.`,
    );
  }
  const outputVariables: [string, Value][] = [];
  for (const { name, value } of task.outputs) {
    const evaluated = evaluateDeferred(value, known);
    if (!evaluated.ok) {
      const message = `The output variable "${name}" has no value: ${evaluated.error.message}.`;
      return failed({ message, types: ['Unknown'] });
    }
    outputVariables.push([name, evaluated.value === null ? null : toText(evaluated.value)]);
  }
  const outputs = { ...known, outputVariables: Object.fromEntries(outputVariables) };
  return { status: 'Success', outputs };
}

/** Why the assertion does not hold; null when it does. */
function objection(
  assertion: NonNullable<HttpTask['assertion']>,
  known: HttpAnswer,
): string | null {
  const evaluated = evaluateDeferred(assertion, known);
  if (!evaluated.ok) return `The assertion has no value: ${evaluated.error.message}.`;
  if (toBoolean(evaluated.value) === true) return null;
  return `The assertion ${assertion.text} does not hold: the answer was ${toText(known.httpResponseCode)}.`;
}

const failed = (failure: Failure): TaskOutcome => ({ status: 'Failed', failure });

const configuration = (message: string): Failure => ({ message, types: ['ConfigurationFailure'] });

function failureOf(error: unknown, url: URL): Failure {
  if (error instanceof CallRefused) return { message: error.message, types: ['Unknown'] };
  const why = error instanceof Error ? error.message || error.name : String(error);
  return { message: `${url.host} could not be reached: ${why}`, types: ['Connectivity'] };
}
