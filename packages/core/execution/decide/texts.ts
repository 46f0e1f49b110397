import { ok, type Position, type Result, refused, type Text } from '@reprise/core';
import {
  deferText,
  type ExpressionError,
  evaluateTaskText,
  evaluateText,
  isSecret,
  type Lookup,
  toText,
} from '@reprise/core/expression';
import { positionIn } from '@reprise/core/pipeline';
import type { StepTextError, StepTexts } from '@reprise/core/step-types';
import type { ExecutionCreated } from '../event.ts';

/** The value that people gave in the place of a text, if they were asked for it. */
type GivenAt = (at: Position) => string | undefined;

/**
 * How the texts of a step get their values: from the execution as it stands, once. What people gave for a text is data,
 * whatever it looks like.
 */
export const textsFor = (
  lookup: Lookup,
  { surroundings }: ExecutionCreated,
  given: GivenAt = () => undefined,
): StepTexts => ({
  gitConnector(reference) {
    const { gitConnectors = {} } = surroundings ?? {};
    return Object.hasOwn(gitConnectors, reference) ? gitConnectors[reference] : undefined;
  },
  imageConnector(reference) {
    const { imageConnectors } = surroundings ?? {};
    if (imageConnectors === undefined) return {};
    return Object.hasOwn(imageConnectors, reference) ? imageConnectors[reference] : undefined;
  },
  text(text) {
    const said = given(text.at);
    if (said !== undefined) return ok(said);
    const evaluated = evaluateText(text.text, lookup);
    if (!evaluated.ok) return refused(errorIn(text, evaluated.error));
    const { value } = evaluated.value;
    return isSecret(value) ? refusedSecret(text) : ok(toText(value));
  },
  taskText(text) {
    const said = given(text.at);
    if (said !== undefined) return ok(said);
    const evaluated = evaluateTaskText(text.text, lookup);
    return evaluated.ok ? ok(evaluated.value.value) : refused(errorIn(text, evaluated.error));
  },
  deferred(text, kind, later) {
    const deferred = deferText({ text: text.text, kind, later }, lookup);
    return deferred.ok ? deferred : refused(errorIn(text, deferred.error));
  },
});

/** An expression's error with its place in the YAML instead of in the text. */
export const errorIn = (text: Text, { message, offset }: ExpressionError): StepTextError => ({
  message,
  at: positionIn(text, offset),
});

/** The error as a person reads it: where, then what. */
export const describeError = ({ message, at }: StepTextError): string =>
  `${at.template === undefined ? '' : `template ${at.template}, `}line ${at.line}, column ${at.column}: ${message}`;

const refusedSecret = (text: Text): Result<never, StepTextError> =>
  refused({ message: 'a secret cannot be shown here: only a task may use it', at: text.at });
