import type { FormBody } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import type { Refused } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';

/** Reads a form with a document and a file of text in it (`multipart/form-data`). No part of either is in a message (I10). */
export async function parseForm(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string | null,
): Promise<Result<FormBody, Refused>> {
  const form = await formOf(bytes, contentType ?? '');
  if (form === null) {
    return invalid(
      'The body is no multipart/form-data: send a form with the fields spec and file.',
    );
  }
  const spec = await textOf(form.get('spec'));
  const file = await textOf(form.get('file'));
  if (spec === undefined || file === undefined) {
    return invalid('A field of the form is not UTF-8 text. Only files of text can be kept.');
  }
  return ok({ spec: spec ?? '', ...(file === null ? {} : { file }) });
}

async function formOf(bytes: Uint8Array<ArrayBuffer>, contentType: string) {
  if (!/^multipart\/form-data\b/i.test(contentType)) return null;
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch {
    return null;
  }
}

type Field =
  Awaited<ReturnType<Response['formData']>> extends { get(name: string): infer Found }
    ? Found
    : never;

/** Null when there is no such field, undefined when it is no text. */
async function textOf(field: Field): Promise<string | null | undefined> {
  if (field === null || typeof field === 'string') return field;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      await field.arrayBuffer(),
    );
  } catch {
    return undefined;
  }
}

const invalid = (message: string): Result<never, Refused> =>
  refused(refusal('INVALID_REQUEST', message));
