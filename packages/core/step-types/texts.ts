import { ok, type Position, type Result, refused, type Text } from '@reprise/core';
import type { DeferredText, TaskText } from '@reprise/core/expression';
import type { ConnectorReference, GitConnector, ImageConnector } from './model/index.ts';

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
  /** Text that uses names which only the task will know; the values of the others go with it. */
  deferred(
    text: Text,
    kind: DeferredText['kind'],
    later: readonly string[],
  ): Result<DeferredText, StepTextError>;
  /** A stored connector to git, as it was when the execution began (I11). */
  gitConnector(reference: string): GitConnector | undefined;
  /** The same of one to a registry of images. */
  imageConnector(reference: string): ImageConnector | undefined;
}

/**
 * Reads many texts in a row and keeps the first refusal, so that a step type need not ask after each. Texts after a
 * refusal are empty; `result` tells which it is.
 */
export class TextsInTurn {
  readonly #texts: StepTexts;
  #error: StepTextError | null = null;

  constructor(texts: StepTexts) {
    this.#texts = texts;
  }

  text(text: Text): string {
    return this.#take(this.#texts.text(text), '');
  }

  taskText(text: Text): TaskText {
    return this.#take(this.#texts.taskText(text), '');
  }

  deferred(text: Text, kind: DeferredText['kind'], later: readonly string[]): DeferredText {
    return this.#take(this.#texts.deferred(text, kind, later), { text: '', kind, known: {} });
  }

  gitConnector({ reference, at }: ConnectorReference): GitConnector | undefined {
    return this.#found(this.#texts.gitConnector(reference), reference, at);
  }

  imageConnector({ reference, at }: ConnectorReference): ImageConnector | undefined {
    return this.#found(this.#texts.imageConnector(reference), reference, at);
  }

  refuse(message: string, at: Position): void {
    this.#error ??= { message, at };
  }

  /** What was made of the texts, unless one of them was refused. */
  result<Value>(value: Value): Result<Value, StepTextError> {
    return this.#error === null ? ok(value) : refused(this.#error);
  }

  #found<Connector>(
    connector: Connector | undefined,
    reference: string,
    at: Position,
  ): Connector | undefined {
    if (connector === undefined) this.refuse(`there is no connector "${reference}"`, at);
    return connector;
  }

  #take<Value>(result: Result<Value, StepTextError>, otherwise: Value): Value {
    if (result.ok) return result.value;
    this.#error ??= result.error;
    return otherwise;
  }
}
