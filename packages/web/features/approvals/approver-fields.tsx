import { Field, INPUT } from '../../components/field.tsx';
import { type Answers, type ApproverInput, answerTo } from './answers.ts';

interface ApproverFieldsProps {
  readonly inputs: readonly ApproverInput[];
  readonly answers: Answers;
  readonly onAnswer: (name: string, value: string) => void;
}

/** The inputs that an approval asks its approver for. */
export function ApproverFields({ inputs, answers, onAnswer }: ApproverFieldsProps) {
  return inputs.map((input) => (
    <Field key={input.name} label={labelOf(input)} hint={hintOf(input)}>
      {(control) => {
        const value = answerTo(input, answers);
        if (input.allowedValues === null) {
          return (
            <input
              {...control}
              className={INPUT}
              required={input.required}
              value={value}
              onChange={({ target }) => onAnswer(input.name, target.value)}
            />
          );
        }
        return (
          <select
            {...control}
            className={INPUT}
            value={value}
            onChange={({ target }) => onAnswer(input.name, target.value)}
          >
            {!input.allowedValues.includes(value) && <option value={value}>{value}</option>}
            {input.allowedValues.map((allowed) => (
              <option key={allowed}>{allowed}</option>
            ))}
          </select>
        );
      }}
    </Field>
  ));
}

const labelOf = ({ name, required }: ApproverInput): string =>
  required ? `${name} (required)` : name;

function hintOf({ selectManyFrom, regex }: ApproverInput): string | undefined {
  if (selectManyFrom !== null) return `Any of ${selectManyFrom.join(', ')}, with commas between.`;
  return regex === null ? undefined : `Has to match ${regex}`;
}
