import type { Message, ProcessResult, ProcessSpec, Request, StopCause } from './protocol.ts';

/*
 * What came over the socket or from a file, checked. Written by hand, because the launcher loads nothing but Node's
 * own modules: every megabyte that it holds, it holds as long as there are steps.
 */

type Fields = Readonly<Record<string, unknown>>;

/** A request, or null when it is none. */
export function parseRequest(value: unknown): Request | null {
  if (!isRecord(value)) return null;
  const { op, id, version } = value;
  const taskId = textOrNull(value['taskId']);
  const token = textOrNull(value['token']);
  if (op === 'hello') return typeof version === 'number' ? { op, version } : null;
  if (op === 'stop') {
    const cause = parseStopCause(value['cause']);
    return taskId !== null && cause !== null ? { op, taskId, cause } : null;
  }
  if (op !== 'start' || typeof id !== 'number') return null;
  const spec = parseSpec(value['spec']);
  if (taskId === null || token === null || spec === null) return null;
  return { op, id, taskId, token, spec };
}

/** A message of the launcher, or null when it is none. */
export function parseMessage(value: unknown): Message | null {
  if (!isRecord(value)) return null;
  const { event, id } = value;
  switch (event) {
    case 'welcome':
      return parseWelcome(value);
    case 'started':
      return typeof id === 'number' ? { event, id, already: value['already'] === true } : null;
    case 'not-started':
      return typeof id === 'number' ? { event, id, message: String(value['message']) } : null;
    case 'superseded':
      return { event };
    default:
      return parseTaskMessage(value);
  }
}

function parseTaskMessage(value: Fields): Message | null {
  const { event, size, result } = value;
  const taskId = textOrNull(value['taskId']);
  if (taskId === null) return null;
  if (event === 'grew') return typeof size === 'number' ? { event, taskId, size } : null;
  if (event !== 'ended' || !isRecord(result)) return null;
  const parsed = parseResult(result);
  return parsed === null ? null : { event, taskId, result: parsed };
}

function parseWelcome(value: Fields): Message | null {
  const { version, pid, memory, running } = value;
  if (typeof version !== 'number' || typeof pid !== 'number' || !Array.isArray(running))
    return null;
  // A launcher of the first version has none, and is told apart by its version.
  const folder = textOrNull(memory) ?? '';
  return { event: 'welcome', version, pid, memory: folder, running: running.filter(isText) };
}

function parseSpec(value: unknown): ProcessSpec | null {
  if (!isRecord(value)) return null;
  const { folder, env, input, captureLimit, errorMark, logLimit } = value;
  const command = texts(value['command']);
  const secrets = texts(value['secrets']);
  const [program, ...args] = command ?? [];
  if (program === undefined || secrets === null || !isTextRecord(env)) return null;
  if (typeof folder !== 'string' || typeof input !== 'string') return null;
  return {
    command: [program, ...args],
    folder,
    env,
    input,
    secrets,
    ...(typeof captureLimit === 'number' ? { captureLimit } : {}),
    ...(typeof errorMark === 'string' ? { errorMark } : {}),
    ...(typeof logLimit === 'number' ? { logLimit } : {}),
  };
}

/** A process result, or null when it is none. */
export function parseResult(value: Fields): ProcessResult | null {
  const { startedAt, endedAt, logSize, exitCode, startError } = value;
  if (typeof startedAt !== 'string' || typeof endedAt !== 'string') return null;
  if (typeof logSize !== 'number') return null;
  return {
    startedAt,
    endedAt,
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    signal: textOrNull(value['signal']),
    stop: parseStopCause(value['stop']),
    startError: isRecord(startError)
      ? { code: String(startError['code']), message: String(startError['message']) }
      : null,
    captured: textOrNull(value['captured']),
    captureExceeded: value['captureExceeded'] === true,
    lastError: textOrNull(value['lastError']),
    logSize,
    logError: textOrNull(value['logError']),
  };
}

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseStopCause = (value: unknown): StopCause | null =>
  value === 'abort' || value === 'timeout' ? value : null;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isText = (value: unknown): value is string => typeof value === 'string';

const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every(isText) ? value : null;

const isTextRecord = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(isText);
