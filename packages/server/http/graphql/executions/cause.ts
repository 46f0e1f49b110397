/** What began an execution. */
import type { Principal } from '@reprise/core/execution';
import type { StoredExecutionRow } from '../../../ports/index.ts';

/**
 * Who or what started an execution: the stage of another one, before the person behind that. `show` shows an execution
 * by its id.
 */
export function causeShape(row: StoredExecutionRow, show: (id: string) => unknown) {
  const { parentStage, triggeredBy } = row;
  if (parentStage !== undefined) {
    return alongPipeline(parentStage.stage, () => show(parentStage.executionId));
  }
  switch (triggeredBy.kind) {
    case 'system':
      return { __typename: 'ExecutedBySystem', name: triggeredBy.name };
    case 'service-account':
      return {
        __typename: 'ExecutedByAPIKey',
        name: triggeredBy.name,
        apiKey: { id: triggeredBy.id ?? null, name: triggeredBy.name },
      };
    case 'local':
    case 'user':
      return {
        __typename: 'ExecutedByUser',
        name: triggeredBy.name,
        user: userShape(triggeredBy),
      };
  }
}

/** Of a stage: the execution that it is part of. */
export const alongPipeline = (name: string, execution: () => unknown) => ({
  __typename: 'ExecutedAlongPipeline',
  name,
  execution,
});

export const userShape = ({ id, name, email }: Principal) => ({
  id: id ?? null,
  name,
  email: email ?? null,
});
