/** The form of a run: questions, the answers so far, and what they come to. */
import {
  answeredInputs,
  type InputQuestion,
  inputAnswers,
  inputQuestions,
  mergeInputs,
} from '@reprise/core/pipeline';

export type Answers = ReadonlyMap<string, string>;

export interface FilledForm {
  readonly questions: readonly InputQuestion[];
  /** By question: what was typed, else what came of input sets or of the execution that is run again. */
  readonly answers: Answers;
  /** The inputs as they are sent; empty when nothing is asked. */
  readonly inputsYaml: string;
  /** The pipeline with the inputs in it. */
  readonly preview: string;
  /** What is wrong, in words; the first of it says why it cannot be run. */
  readonly problems: readonly string[];
}

interface Parts {
  /** The pipeline, templates resolved. */
  readonly pipeline: string;
  readonly skeleton: string;
  /** YAML of inputs, later ones over earlier ones. */
  readonly prefilled: readonly string[];
  readonly typed: ReadonlyMap<string, string | undefined>;
}

/** Puts the parts of a form together. */
export function filledForm({ pipeline, skeleton, prefilled, typed }: Parts): FilledForm {
  const asked = new Set(inputQuestions(skeleton).map(({ path }) => path));
  // The skeleton says what is asked; the pipeline knows how it is described.
  const questions = inputQuestions(pipeline).filter(
    // What is asked while the pipeline runs is not asked here.
    ({ path, placeholder }) => asked.has(path) && placeholder?.whileRunning !== true,
  );
  const answers = new Map<string, string>();
  for (const yaml of prefilled) {
    for (const [path, value] of inputAnswers(yaml)) if (asked.has(path)) answers.set(path, value);
  }
  for (const [path, value] of typed) {
    if (value === undefined) answers.delete(path);
    else if (asked.has(path)) answers.set(path, value);
  }
  const inputsYaml = answeredInputs(skeleton, answers);
  const { yaml, problems } = mergeInputs(pipeline, inputsYaml);
  const missing = questions
    .filter(({ path, fallback }) => fallback === null && !answers.has(path))
    .map(({ name }) => `Give ${name} first`);
  const wrong = problems
    .filter(({ severity, file }) => severity === 'error' && file === 'inputs')
    .map(({ message }) => message);
  return { questions, answers, inputsYaml, preview: yaml, problems: [...missing, ...wrong] };
}

/** What is wrong with the answer to one question, when something is. */
export const problemOf = (form: FilledForm, { path }: InputQuestion): string | undefined => {
  const named = path.replace(/\.value$/, '');
  return form.problems.find(
    (problem) => problem.includes(` ${path} `) || problem.includes(` ${named} `),
  );
};
