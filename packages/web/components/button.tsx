import type { ButtonHTMLAttributes } from 'react';

export type ButtonLook = 'primary' | 'normal' | 'quiet' | 'danger';

const BASE =
  'inline-flex min-h-9 items-center justify-center gap-2 rounded-md px-3 py-1.5 text-sm font-medium no-underline disabled:cursor-not-allowed aria-disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:opacity-60';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent enabled:hover:brightness-110',
  normal: 'border border-line bg-surface text-text hover:bg-sunken',
  quiet: 'text-text hover:bg-sunken',
  danger: 'border border-bad bg-surface text-bad hover:bg-sunken',
};

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook = 'normal'): string => `${BASE} ${LOOKS[look]}`;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook;
  /** Why it cannot be pressed: it stays reachable, and says so. */
  readonly refused?: string | undefined;
}

/** A button. One that is `refused` can be reached and read, but does nothing. */
export function Button({ look = 'normal', refused, className = '', ...rest }: ButtonProps) {
  const why =
    refused === undefined
      ? {}
      : { 'aria-disabled': true, title: refused, onClick: undefined, type: 'button' as const };
  return (
    <button type="button" className={`${buttonClass(look)} ${className}`} {...rest} {...why} />
  );
}
