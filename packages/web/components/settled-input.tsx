import { type InputHTMLAttributes, useEffect, useState } from 'react';
import { INPUT } from './field.tsx';

/** How long one has stopped typing before it is told, in milliseconds. */
const TYPING = 300;

interface SettledInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value'> {
  /** The text that the address has. */
  readonly kept: string;
  readonly onSettled: (text: string) => void;
}

/** An input for what stands in the address: it tells what was typed when one has stopped typing. */
export function SettledInput({ kept, onSettled, className = '', ...rest }: SettledInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    if (typed.trim() === kept) {
      // From here on the address says it: it may be changed by others than this field.
      if (typed === kept) setTyped(null);
      return undefined;
    }
    const timer = setTimeout(() => onSettled(typed.trim()), TYPING);
    return () => clearTimeout(timer);
  });
  return (
    <input
      {...rest}
      className={`${INPUT} ${className}`}
      value={typed ?? kept}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
