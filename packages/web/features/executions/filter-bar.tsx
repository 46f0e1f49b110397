import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { INPUT } from '../../components/field.tsx';
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
      <TextFilter search={kept} onSearch={onSearch} />
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

const TYPING = 300;

/** Searches when one has stopped typing. */
function TextFilter({ search, onSearch }: FilterBarProps) {
  const kept = search.text ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    if (typed === kept) {
      // From here on the address says it: it may be changed by others than this field.
      setTyped(null);
      return undefined;
    }
    const timer = setTimeout(() => onSearch({ ...search, text: typed }), TYPING);
    return () => clearTimeout(timer);
  });
  return (
    <input
      type="search"
      aria-label="Search executions"
      placeholder="Search by pipeline"
      className={`${INPUT} w-auto min-w-40 grow sm:max-w-72`}
      value={typed ?? kept}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
