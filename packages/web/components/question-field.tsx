import type { InputQuestion } from '@reprise/core/pipeline';
import { Field, INPUT } from './field.tsx';

interface QuestionFieldProps {
  readonly question: InputQuestion;
  /** Undefined while nothing was given. */
  readonly answer: string | undefined;
  /** What the server or the merge finds wrong with it. */
  readonly problem: string | undefined;
  readonly onAnswer: (answer: string | undefined) => void;
}

/** One runtime input: a choice where only some values will do, else a text. */
export function QuestionField({ question, answer, problem, onAnswer }: QuestionFieldProps) {
  const { placeholder, fallback } = question;
  const allowed = placeholder?.several === false ? placeholder.allowed : undefined;
  const label = fallback === null ? `${question.name} (required)` : question.name;
  return (
    <Field label={label} hint={hintOf(question)} error={question.wrong ?? problem}>
      {(control) =>
        allowed === undefined ? (
          <input
            {...control}
            className={INPUT}
            value={answer ?? ''}
            placeholder={fallback ?? ''}
            onChange={({ target }) => onAnswer(target.value === '' ? undefined : target.value)}
          />
        ) : (
          <select
            {...control}
            className={INPUT}
            value={answer ?? ''}
            onChange={({ target }) => onAnswer(target.value === '' ? undefined : target.value)}
          >
            <option value="">{fallback === null ? 'Choose one' : `${fallback} (default)`}</option>
            {allowed.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}

function hintOf({ description, placeholder, path, isVariable }: InputQuestion): string | undefined {
  const parts = [
    description ?? '',
    placeholder?.several === true ? `Any of ${placeholder.allowed?.join(', ')}, with commas.` : '',
    placeholder?.pattern === undefined ? '' : `Has to match ${placeholder.pattern}`,
    isVariable ? '' : path,
  ];
  return parts.filter((part) => part !== '').join(' ') || undefined;
}
