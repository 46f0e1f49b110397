import type { Position, Result, Text } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';

/** Why a text of a step has no value, and where in the pipeline's YAML the fault stands. */
export interface StepTextError {
  readonly message: string;
  readonly at: Position;
}

/** How the caller evaluates the texts of a step: it knows the execution, this folder knows the step types. */
export interface StepTexts {
  /** Text for the server's own use; a secret in it is refused. */
  text(text: Text): Result<string, StepTextError>;
  /** Text for a delegate; secrets stay references in it (I10). */
  taskText(text: Text): Result<TaskText, StepTextError>;
}
