import type { Problem } from '@reprise/core';
import { readObject, type SubjectKind } from '@reprise/core/objects';
import { checkTemplate, parsePipeline, readInputSet } from '@reprise/core/pipeline';
import type { ApplyDocument } from './documents.ts';
import { placeInFile } from './place-in-file.ts';

/** Why the server would not store a document, as far as the document alone tells: one line each. */
export const problemsOf = (document: ApplyDocument): readonly string[] =>
  problemsIn(document.subject.kind, document.body)
    .filter(({ severity }) => severity === 'error')
    .map((problem) => `  ${placeInFile(document.line, problem)}: ${problem.message}`);

/** What is wrong in a document by itself. Nothing is asked of anybody. */
export function problemsIn(kind: SubjectKind, body: string): readonly Problem[] {
  switch (kind) {
    case 'pipeline':
      return parsePipeline(body).problems;
    case 'template':
      return checkTemplate(body).problems;
    case 'inputSet':
    case 'overlayInputSet':
      return readInputSet(body).problems;
    case 'connector':
    case 'environment':
    case 'environmentGroup':
    case 'infrastructure':
    case 'override':
    case 'secret':
    case 'service':
    case 'variable': {
      const read = readObject(kind, body);
      return read.ok ? [] : read.error;
    }
  }
}
