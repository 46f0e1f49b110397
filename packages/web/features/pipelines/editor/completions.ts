/** What may be written at a place of a YAML text. */
import { placeAtEnd } from './place-in-yaml.ts';
import { type JsonSchema, keysOf, schemasAt, valuesOf } from './schema-walk.ts';

interface Option {
  readonly label: string;
  readonly type: 'property' | 'enum';
  readonly apply: string;
  readonly detail?: string;
}

interface Completions {
  /** Where what is replaced begins. */
  readonly from: number;
  readonly options: readonly Option[];
}

/** What may stand at an offset of a text; null when nothing is known to. With `asked`, also before the first letter. */
export function completionsAt(
  schema: JsonSchema | null,
  text: string,
  offset: number,
  asked: boolean,
): Completions | null {
  if (schema === null) return null;
  const before = text.slice(0, offset);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const value = /^\s*(?:- +)*([\w.$-]+):\s+([\w.-]*)$/.exec(line);
  if (value !== null) {
    const [, key = '', typed = ''] = value;
    const path = [...placeAtEnd(before), { part: key, type: undefined }];
    return shown(offset - typed.length, valueOptions(schema, path));
  }
  const [, typed] = /^\s*(?:- +)*([\w.$-]*)$/.exec(line) ?? [];
  if (typed === undefined || (typed === '' && !asked)) return null;
  return shown(offset - typed.length, keyOptions(schema, placeAtEnd(before)));
}

type Path = Parameters<typeof schemasAt>[1];

const shown = (from: number, options: readonly Option[]): Completions | null =>
  options.length === 0 ? null : { from, options };

const keyOptions = (schema: JsonSchema, path: Path): readonly Option[] =>
  [...keysOf(schemasAt(schema, path))].map(([label, detail]) => ({
    label,
    type: 'property',
    apply: `${label}: `,
    ...(detail !== '' && { detail }),
  }));

const valueOptions = (schema: JsonSchema, path: Path): readonly Option[] =>
  valuesOf(schemasAt(schema, path)).map((label) => ({ label, type: 'enum', apply: label }));
