import { ok, type Result, refused } from '@reprise/core';
import type { WebhookMessage } from '@reprise/core/execution';
import { addressRules } from '../executors/http/address-rules.ts';
import { type Call, CallRefused, type CallSettings, call } from '../executors/http/call.ts';
import { MOST_REDIRECTS, nextCall } from '../executors/http/redirects.ts';
import { TextResolver } from '../executors/resolve-text.ts';
import type { TaskSecrets } from '../secret-source.ts';
import type { DelegateSettings } from '../settings.ts';
import type { Sent } from './sent.ts';

/**
 * Posts the message, by the rules for addresses that hold for Http steps. The receiver has taken it when it answers
 * with 2xx. No part of a secret is said in a problem: of an address with one in it, nothing is (I10).
 */
export async function postWebhook(
  message: WebhookMessage,
  secrets: TaskSecrets,
  settings: DelegateSettings,
  signal: AbortSignal,
): Promise<Sent> {
  const prepared = await prepare(message, new TextResolver(secrets));
  if (!prepared.ok) return { sent: false, problem: prepared.error };
  const where = typeof message.url === 'string' ? prepared.value.url.host : 'the webhook';
  try {
    const rules = addressRules(settings.httpAllow, settings.httpDeny);
    const { proxy } = settings;
    const none = { certificate: null, certificateKey: null };
    const status = await follow(prepared.value, { rules, proxy, signal, ...none });
    if (status >= 200 && status < 300) return { sent: true };
    return { sent: false, problem: `${where} answered ${status}`, ...(refuses(status) && NEVER) };
  } catch (error) {
    const problem = `${where} ${why(error, message)}`;
    return { sent: false, problem, ...(error instanceof CallRefused && NEVER) };
  }
}

const NEVER = { hopeless: true } as const;

/** The receiver has understood, and does not want it; a later try would be told the same. */
const refuses = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 403, 404, 408, 425, 429].includes(status);

async function prepare(
  { url, headers, body }: WebhookMessage,
  texts: TextResolver,
): Promise<Result<Call, string>> {
  const address = await texts.resolve(url);
  if (!address.ok) return refused(reworded(address.error.message));
  if (!URL.canParse(address.value)) {
    return refused('the URL of the webhook is none: write it in full, https://…');
  }
  const sent = [{ name: 'content-type', value: 'application/json' }];
  for (const { name, value } of headers) {
    const resolved = await texts.resolve(value);
    if (!resolved.ok) return refused(reworded(resolved.error.message));
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[^\0\r\n]*$/.test(resolved.value)) {
      return refused(`the header "${name}" cannot be sent: its value is one line`);
    }
    if (name.toLowerCase() === 'content-type') sent.length = 0;
    sent.push({ name, value: resolved.value });
  }
  const call = { url: new URL(address.value), method: 'POST', headers: sent };
  return ok({ ...call, body: JSON.stringify(body) });
}

/** What is said of a step's secret holds for a notification's, but for the step. */
const reworded = (message: string): string => message.replace(' The step did not start.', '');

async function follow(first: Call, settings: CallSettings): Promise<number> {
  let next = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await call(next, settings);
    const after = nextCall(next, answer);
    if (after === null) return answer.status;
    next = after;
  }
  throw new CallRefused(`redirects more than ${MOST_REDIRECTS} times`);
}

function why(error: unknown, { url }: WebhookMessage): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'did not answer in time';
  const code = codeOf(error);
  if (typeof url !== 'string') return `could not be reached${code === null ? '' : ` (${code})`}`;
  const said = error instanceof Error ? error.message || error.name : String(error);
  return error instanceof CallRefused ? `is not called: ${said}` : `could not be reached: ${said}`;
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
