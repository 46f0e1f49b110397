/** What an approver is asked for, and whether an answer will do. */
import type { Approval } from '@reprise/api';

export type ApproverInput = Approval['details']['approverInputs'][number];
export type Answers = Readonly<Record<string, string>>;

/** What an input is worth before anybody typed. */
export const answerTo = (input: ApproverInput, answers: Answers): string =>
  answers[input.name] ?? input.defaultValue;

/** Why the approval cannot be given yet; undefined when it can. The server has the last word on patterns. */
export function missingAnswer(
  inputs: readonly ApproverInput[],
  answers: Answers,
): string | undefined {
  const missing = inputs.find((input) => input.required && answerTo(input, answers) === '');
  return missing === undefined ? undefined : `Give ${missing.name} first`;
}

/** All answers, as the server takes them. */
export const given = (inputs: readonly ApproverInput[], answers: Answers) =>
  inputs.map((input) => ({ name: input.name, value: answerTo(input, answers) }));
