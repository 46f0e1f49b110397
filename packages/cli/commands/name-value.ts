import { InvalidArgumentError } from 'commander';

/** Collects `name=value` arguments. A later one of the same name wins. */
export function addPair(
  text: string,
  pairs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It looks like name=value.');
  return { ...pairs, [text.slice(0, equals)]: text.slice(equals + 1) };
}

/** Collects repeated arguments in the order given. */
export const addName = (text: string, names: readonly string[]): readonly string[] => [
  ...names,
  text,
];
