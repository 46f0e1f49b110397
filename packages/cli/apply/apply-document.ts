import type { Client, ClientProblem } from '@reprise/api/client';
import type { SubjectKind } from '@reprise/core/objects';
import { exitCodeOfProblem } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { ApplyDocument } from './documents.ts';
import { KINDS } from './kinds.ts';
import { placeInFile } from './place-in-file.ts';
import { problemsOf } from './problems-of.ts';

export const RESULTS = ['created', 'updated', 'unchanged', 'refused'] as const;

/** What became of a document, or would. */
export interface Applied {
  readonly file: string;
  /** Where it begins in the file. */
  readonly line: number;
  readonly kind: SubjectKind;
  readonly identifier: string;
  readonly versionLabel?: string;
  readonly result: (typeof RESULTS)[number];
  readonly message?: string;
}

/** Codes with which the server says that there is nothing to compare with. */
const ABSENT: ReadonlySet<string> = new Set(['OBJECT_NOT_FOUND', 'PIPELINE_NOT_FOUND']);

/**
 * Creates or updates one document, or leaves it alone when the server holds just that.
 *
 * @param dryRun changes nothing: the result is what would become of it, as far as the document alone tells.
 */
export async function applyDocument(
  client: Client,
  document: ApplyDocument,
  dryRun: boolean,
): Promise<readonly [Applied, ExitCode]> {
  const kind = KINDS[document.subject.kind];
  const stored = await kind.read(client, document);
  if (!stored.ok && !ABSENT.has(stored.error.code)) return refusedWith(document, stored.error);
  if (stored.ok && stored.value.same) return done(document, 'unchanged');
  const result = stored.ok ? 'updated' : 'created';
  if (dryRun) {
    const problems = problemsOf(document);
    return problems.length === 0
      ? done(document, result)
      : [{ ...about(document), result: 'refused', message: problems.join('\n') }, EXIT.usage];
  }
  const sent = stored.ok
    ? await kind.update(client, document, stored.value)
    : await kind.create(client, document);
  return sent.ok ? done(document, result) : refusedWith(document, sent.error);
}

const done = (document: ApplyDocument, result: Applied['result']): readonly [Applied, ExitCode] => [
  { ...about(document), result },
  EXIT.success,
];

const refusedWith = (
  document: ApplyDocument,
  problem: ClientProblem,
): readonly [Applied, ExitCode] => [
  { ...about(document), result: 'refused', message: messageOf(document, problem) },
  exitCodeOfProblem(problem),
];

/** The server counts lines from where the document begins; people count those of the file. */
function messageOf({ line }: ApplyDocument, { message, problems }: ClientProblem): string {
  const own = problems.filter(({ file, template }) => file === undefined && template === undefined);
  if (own.length === 0 || own.length < problems.length) return message;
  const [summary = message] = message.split('\n');
  const places = own.map((each) => `  ${placeInFile(line, each)}: ${each.message}`);
  return [summary, ...places].join('\n');
}

const about = ({ file, line, subject: { kind, identifier, versionLabel } }: ApplyDocument) => ({
  file,
  line,
  kind,
  identifier,
  ...(versionLabel === '' ? {} : { versionLabel }),
});
