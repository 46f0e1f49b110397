import { Field, INPUT } from '../../components/field.tsx';
import type { BatchOptions } from './batch-queries.ts';

interface BatchOptionFieldsProps {
  readonly options: BatchOptions;
  readonly onOptions: (options: BatchOptions) => void;
}

const NUMBERS = [
  {
    name: 'atOnce',
    label: 'At once',
    hint: 'So many retries run at the same time.',
    min: 1,
    max: 100,
  },
  {
    name: 'stopAfter',
    label: 'Give up after',
    hint: 'When the first so many have all failed again; 0 never gives up.',
    min: 0,
    max: 1_000,
  },
] as const;

/** How they are retried. */
export function BatchOptionFields({ options, onOptions }: BatchOptionFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      <label className="flex cursor-pointer items-start gap-2 text-sm">
        <input
          type="checkbox"
          className="mt-1"
          checked={options.runAllStages}
          onChange={({ target }) => onOptions({ ...options, runAllStages: target.checked })}
        />
        <span>
          Run all of a parallel group
          <span className="block text-muted">Otherwise only those of it that failed.</span>
        </span>
      </label>
      {NUMBERS.map(({ name, label, hint, min, max }) => (
        <Field key={name} label={label} hint={hint}>
          {(control) => (
            <input
              {...control}
              type="number"
              className={INPUT}
              min={min}
              max={max}
              value={options[name]}
              onChange={({ target: { valueAsNumber: given } }) => {
                if (Number.isInteger(given)) {
                  onOptions({ ...options, [name]: Math.min(max, Math.max(min, given)) });
                }
              }}
            />
          )}
        </Field>
      ))}
      <Field label="Note" hint="Kept with each retry: why it is done.">
        {(control) => (
          <textarea
            {...control}
            className={INPUT}
            rows={2}
            maxLength={1_000}
            value={options.note}
            onChange={({ target }) => onOptions({ ...options, note: target.value })}
          />
        )}
      </Field>
    </div>
  );
}
