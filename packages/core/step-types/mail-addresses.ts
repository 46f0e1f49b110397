import { ok, type Result, refused } from '@reprise/core';

const ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@[a-zA-Z0-9]([a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?$/;

/** More than these is no notification any more. */
export const MOST_RECIPIENTS = 100;

/** The addresses in a text, with commas, semicolons or blanks between them; or why one of them is none. */
export function mailAddresses(text: string): Result<readonly string[], string> {
  const found = text.split(/[,;\s]+/).filter((address) => address !== '');
  const wrong = found.find((address) => !ADDRESS.test(address));
  return wrong === undefined
    ? ok(found)
    : refused(`"${wrong.slice(0, 80)}" is no address of a mail`);
}
