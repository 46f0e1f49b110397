import type { StageExecution } from '@reprise/api';
import { Notice } from '../../components/card.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import { neededBy, toggled } from './selection.ts';

interface StageChoiceProps {
  readonly stages: readonly StageExecution[];
  /** All of them when empty. */
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** Which stages run. What a stage needs is ticked with it. */
export function StageChoice({ stages, chosen, onChoose }: StageChoiceProps) {
  const all = stages.map(({ stageIdentifier }) => stageIdentifier);
  const shown = chosen.length === 0 ? all : chosen;
  const choose = (next: readonly string[]): void => {
    // Nothing ticked cannot be run: it stands for all again.
    onChoose(next.length === all.length ? [] : next);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">Stages to run</legend>
      {stages.map(({ stageIdentifier, stageName, message, gate }) => {
        const needing = chosen.length === 0 ? [] : neededBy(stages, chosen, stageIdentifier);
        return (
          <label key={stageIdentifier} className="flex items-start gap-3">
            <input
              type="checkbox"
              className="mt-1"
              checked={shown.includes(stageIdentifier)}
              onChange={() => choose(toggled(stages, shown, stageIdentifier))}
            />
            <span className="min-w-0">
              <span className="break-words">{stageName}</span>
              {gate && <span className="ml-2 text-sm text-warn">gate</span>}
              {needing.length > 0 && (
                <span className="block text-sm text-muted">needed by {needing.join(', ')}</span>
              )}
              {message !== '' && shown.includes(stageIdentifier) && shown.length < all.length && (
                <span className="block text-sm break-words text-muted">{message}</span>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

interface AskedValuesProps {
  readonly expressions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly onGive: (expression: string, value: string) => void;
}

/** The values of expressions that ask stages which do not run. */
export function AskedValues({ expressions, values, onGive }: AskedValuesProps) {
  if (expressions.length === 0) return null;
  return (
    <Notice>
      <p className="mb-2">
        The chosen stages ask stages that do not run. Say what they would have answered:
      </p>
      <div className="flex flex-col gap-3">
        {expressions.map((expression) => (
          <Field key={expression} label={<code className="break-all">{expression}</code>}>
            {(control) => (
              <input
                {...control}
                className={INPUT}
                value={values[expression] ?? ''}
                onChange={({ target }) => onGive(expression, target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </Notice>
  );
}
