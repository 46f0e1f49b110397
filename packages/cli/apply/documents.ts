import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSubject, type SubjectKind, subjectOfFile } from '@reprise/core/objects';
import { parsePipeline } from '@reprise/core/pipeline';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { readFileArgument } from '../read-file.ts';
import { placeInFile } from './place-in-file.ts';

/** One YAML document of a file, and what it is of. */
export interface ApplyDocument {
  readonly file: string;
  /** The line of the file on which the document begins. */
  readonly line: number;
  readonly body: string;
  readonly subject: FileSubject;
}

/** What others refer to goes first. */
const ORDER: readonly SubjectKind[] = [
  'secret',
  'variable',
  'connector',
  'service',
  'environment',
  'infrastructure',
  'environmentGroup',
  'override',
  'template',
  'pipeline',
  'inputSet',
  'overlayInputSet',
];

/** The code of what no reader can make anything of. */
const NOT_YAML = 'not-yaml';

const YAML_FILE = /\.ya?ml$/i;

/**
 * Every document of these files and folders, in the order in which they can be sent.
 *
 * @throws CommandError when a file cannot be read, or a document is nothing that can be applied.
 */
export async function documentsAt(paths: readonly string[]): Promise<readonly ApplyDocument[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const documents = (await Promise.all(files.map(documentsOf))).flat();
  return documents.toSorted(
    (one, other) => ORDER.indexOf(one.subject.kind) - ORDER.indexOf(other.subject.kind),
  );
}

/** The file itself, or every YAML file of a folder and of those in it, in the order of their names. */
export async function filesAt(path: string): Promise<readonly string[]> {
  const isFolder = path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true;
  if (!isFolder) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => YAML_FILE.test(name)).toSorted();
  if (files.length > 0) return files.map((name) => join(path, name));
  throw new CommandError(EXIT.usage, `There is no YAML file in ${path}.`);
}

async function documentsOf(file: string): Promise<readonly ApplyDocument[]> {
  const parts = splitDocuments(await readFileArgument(file));
  return parts.map(({ line, body }) => {
    const subject = subjectOfFile(body);
    if (subject !== null) return { file, line, body, subject };
    const where = parts.length === 1 ? file : `What begins at line ${line} of ${file}`;
    const broken = parsePipeline(body).problems.find(({ code }) => code === NOT_YAML);
    if (broken !== undefined) {
      const at = placeInFile(line, broken);
      throw new CommandError(EXIT.usage, `${file}, ${at}: ${broken.message} Nothing was changed.`);
    }
    throw new CommandError(
      EXIT.usage,
      `${where} is nothing that can be applied. At its top stands one of ${ORDER.join(', ')} (infrastructureDefinition for an infrastructure, overrides for an override). Nothing was changed.`,
    );
  });
}

/** A line like this separates documents wherever it stands: no YAML text can hold one. */
const SEPARATOR = /^---(?:[ \t]+#.*|[ \t]*)\r?$/;

/** The documents of a YAML file; those in which nothing is written do not count. A file of one is kept to the letter. */
export function splitDocuments(
  text: string,
): readonly { readonly line: number; readonly body: string }[] {
  const documents: { line: number; lines: string[] }[] = [{ line: 1, lines: [] }];
  for (const [index, line] of text.split('\n').entries()) {
    if (SEPARATOR.test(line)) documents.push({ line: index + 2, lines: [] });
    else documents.at(-1)?.lines.push(line);
  }
  const written = documents.filter(({ lines }) => lines.some((line) => !/^\s*(#.*)?$/.test(line)));
  if (written.length <= 1) return [{ line: 1, body: text }];
  return written.map(({ line, lines }) => ({ line, body: `${lines.join('\n').trimEnd()}\n` }));
}
