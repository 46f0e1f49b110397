import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import type { NewToken } from './token-queries.ts';

interface NewTokenFormProps {
  readonly busy: boolean;
  readonly onGiven: (wanted: NewToken) => void;
}

const DAY = 24 * 3_600_000;
const TERMS = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'a year' },
  { days: null, label: 'until it is revoked' },
] as const;

/** What a new token is for, and how long it is good. */
export function NewTokenForm({ busy, onGiven }: NewTokenFormProps) {
  const [name, setName] = useState('');
  const [term, setTerm] = useState(1);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const days = TERMS[term]?.days ?? null;
    onGiven({ name: name.trim(), validTo: days === null ? null : Date.now() + days * DAY });
    setName('');
  };
  const refused = name.trim() === '' ? 'Say what it is for first' : undefined;
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <div className="min-w-48 grow sm:max-w-80">
        <Field label="What it is for">
          {(control) => (
            <input
              {...control}
              className={INPUT}
              value={name}
              maxLength={100}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="Good for">
        {(control) => (
          <select
            {...control}
            className={INPUT}
            value={term}
            onChange={({ target }) => setTerm(Number(target.value))}
          >
            {TERMS.map(({ label }, at) => (
              <option key={label} value={at}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button type="submit" look="primary" refused={busy ? 'It is being made' : refused}>
        Make a token
      </Button>
    </form>
  );
}
