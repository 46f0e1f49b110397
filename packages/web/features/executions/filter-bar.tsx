import { X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { SettledInput } from '../../components/settled-input.tsx';
import { FILTERS, isOn, pressed } from './filters.ts';
import type { ExecutionsSearch } from './search.ts';

interface FilterBarProps {
  readonly search: ExecutionsSearch;
  readonly onSearch: (search: ExecutionsSearch) => void;
}

/** What the list shows, kept in the address. */
export function FilterBar({ search, onSearch }: FilterBarProps) {
  const { page: _, ...kept } = search;
  const chosen = search.status ?? [];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SettledInput
        type="search"
        aria-label="Search executions"
        placeholder="Search by pipeline"
        className="min-w-40 sm:max-w-72"
        kept={kept.text ?? ''}
        onSettled={(text) => onSearch({ ...kept, text })}
      />
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Statuses</legend>
        {FILTERS.map((filter) => {
          const on = isOn(filter, chosen);
          return (
            <Button
              key={filter.word}
              aria-pressed={on}
              className={on ? 'border-accent! bg-chosen!' : ''}
              onClick={() => onSearch({ ...kept, status: pressed(filter, chosen) })}
            >
              {filter.word}
            </Button>
          );
        })}
      </fieldset>
      {kept.pipeline !== undefined && (
        <Button
          onClick={() => {
            const { pipeline: __, ...rest } = kept;
            onSearch(rest);
          }}
        >
          Pipeline {kept.pipeline} <X aria-label="Show all pipelines" size={14} />
        </Button>
      )}
    </div>
  );
}
