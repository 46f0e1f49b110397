interface ValuesProps {
  /** What a step was given or gave: a record, or nothing. */
  readonly of: unknown;
  /** What to say when there is nothing. */
  readonly none: string;
}

/** Values by their names, as text: what is not text is shown as JSON. */
export function Values({ of, none }: ValuesProps) {
  const entries = typeof of === 'object' && of !== null ? Object.entries(flat(of)) : [];
  if (entries.length === 0) return <p className="p-4 text-sm text-muted">{none}</p>;
  return (
    <div role="region" aria-label="Values" tabIndex={0} className="min-h-0 grow overflow-auto p-4">
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-[minmax(8rem,max-content)_1fr]">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-medium break-words text-muted">{name}</dt>
            <dd className="min-w-0">
              <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
                {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
              </pre>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Output variables stand one deeper than their names matter. */
function flat(given: object): object {
  const entries = Object.entries(given);
  const [only] = entries;
  const inner: unknown = only?.[1];
  const single = entries.length === 1 && only?.[0] === 'outputVariables';
  return single && typeof inner === 'object' && inner !== null ? inner : given;
}
