import type { BodyKind } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import type { Refused } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';
import { parseForm } from './form-body.ts';
import { readRequest } from './invalid-request.ts';

/** A pipeline has at most 3 MB; inside a JSON document it is a little longer. */
const LIMITS = { yaml: 3_000_000, json: 4_000_000, form: 1_000_000 } as const;

/**
 * The body of a request as its endpoint wants it. Clients send bodies under all sorts of content types, so none is
 * looked at. A body that is too large is refused as soon as that is known.
 */
export async function readBody(
  request: Request,
  kind: BodyKind,
): Promise<Result<unknown, Refused>> {
  if (kind.kind === 'none') return ok(undefined);
  const bytes = await readBytes(request, LIMITS[kind.kind]);
  if (!bytes.ok) return bytes;
  if (kind.kind === 'form') return parseForm(bytes.value, request.headers.get('content-type'));
  const text = decode(bytes.value);
  if (!text.ok) return text;
  if (kind.kind === 'yaml') return ok(unquoted(text.value));
  const json = parseJson(text.value);
  if (!json.ok) return json;
  return readRequest('body', kind.schema, json.value);
}

async function readBytes(
  request: Request,
  limit: number,
): Promise<Result<Uint8Array<ArrayBuffer>, Refused>> {
  const tooLarge = refused(
    refusal('BODY_TOO_LARGE', `The body has more than ${limit} bytes, which is the limit here.`, {
      limit,
    }),
  );
  if (Number(request.headers.get('content-length') ?? 0) > limit) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream: what was not sent yet is not read.
    if (size > limit) return tooLarge;
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

function decode(bytes: Uint8Array): Result<string, Refused> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refused(refusal('INVALID_REQUEST', 'The body is not UTF-8 text.'));
  }
}

/** Some clients send YAML as one JSON string. */
function unquoted(text: string): string {
  if (!text.trimStart().startsWith('"')) return text;
  const parsed = parseJson(text);
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : text;
}

function parseJson(text: string): Result<unknown, Refused> {
  if (text.trim() === '') return ok({});
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused(refusal('INVALID_REQUEST', `The body is not JSON: ${why}.`));
  }
}
