import type { SelectionRequest } from '@reprise/core/selection';

/** What a request says about the stages that shall run. Without any it is refused further on: it asks for some. */
export const selectionOf = ({
  stageIdentifiers,
  expressionValues,
}: {
  readonly stageIdentifiers?: readonly string[] | null | undefined;
  readonly expressionValues?: Readonly<Record<string, string>> | null | undefined;
}): SelectionRequest => ({ stages: stageIdentifiers ?? [], values: expressionValues ?? {} });
