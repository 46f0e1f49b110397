import { RETRYABLE_STATUSES, type RetryableStatus } from '@reprise/core/execution';
import { Field } from '../../components/field.tsx';
import { SettledInput } from '../../components/settled-input.tsx';
import { LOOKS } from '../../components/status/look.ts';
import type { NewBatchSearch } from './search.ts';

interface FilterFieldsProps {
  readonly search: NewBatchSearch;
  readonly onSearch: (search: NewBatchSearch) => void;
}

/** What the server takes when no status is named: the ends that no person decided. */
const UNDECIDED: readonly RetryableStatus[] = ['Failed', 'Expired'];

const TEXTS = [
  { name: 'pipeline', label: 'Pipeline', hint: 'Its identifier; all when empty.' },
  { name: 'stage', label: 'Failed stage', hint: 'The identifier of a stage that failed.' },
  { name: 'failure', label: 'Failure message', hint: 'A text in it, in any case.' },
] as const;

/** Which executions are meant. */
export function FilterFields({ search, onSearch }: FilterFieldsProps) {
  const chosen = search.status ?? UNDECIDED;
  const toggle = (status: RetryableStatus): void => {
    const others = chosen.filter((each) => each !== status);
    const wanted = chosen.includes(status) ? others : [...others, status];
    // None at all would mean the usual ones: the last one stays.
    if (wanted.length > 0) onSearch({ ...search, status: wanted });
  };
  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
        <legend className="mb-1 text-sm font-medium">Retry what ended as</legend>
        {RETRYABLE_STATUSES.map((status) => (
          <label key={status} className="flex cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(status)}
              onChange={() => toggle(status)}
            />
            {LOOKS[status].word}
          </label>
        ))}
      </fieldset>
      {TEXTS.map(({ name, label, hint }) => (
        <Field key={name} label={label} hint={hint}>
          {(control) => (
            <SettledInput
              {...control}
              kept={search[name] ?? ''}
              onSettled={(text) => {
                const { [name]: _, ...rest } = search;
                onSearch(text === '' ? rest : { ...rest, [name]: text });
              }}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
