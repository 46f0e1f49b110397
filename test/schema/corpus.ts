/** The valid files of the scenarios, the examples and this folder, from which the schemas are learnt. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  checkTemplate,
  parsePipeline,
  readInputSet,
  type SchemaKind,
} from '@reprise/core/pipeline';

const HERE = new URL('./', import.meta.url);
const FOLDERS = [HERE, new URL('../scenarios/', HERE), new URL('../../examples/', HERE)];

function yamlsIn(folder: URL): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return yamlsIn(new URL(`${entry.name}/`, folder));
      return /\.ya?ml$/.test(entry.name) ? [readFileSync(new URL(entry.name, folder), 'utf8')] : [];
    });
}

const PROBLEMS = {
  pipeline: (yaml: string) => parsePipeline(yaml).problems,
  template: (yaml: string) => checkTemplate(yaml).problems,
  'input-set': (yaml: string) => readInputSet(yaml).problems,
} as const satisfies Record<SchemaKind, unknown>;

export const problemsOf = (kind: SchemaKind, yaml: string) => PROBLEMS[kind](yaml);

/** Every file of a kind in which the readers find no error. */
export const validFiles = (kind: SchemaKind): readonly string[] =>
  FOLDERS.flatMap(yamlsIn).filter(
    (yaml) => !problemsOf(kind, yaml).some(({ severity }) => severity === 'error'),
  );
