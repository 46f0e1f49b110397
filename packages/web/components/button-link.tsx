import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';
import { type ButtonLook, buttonClass } from './button.tsx';

interface ButtonAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: ButtonLook;
  /** Why it leads nowhere: it stays reachable, and says so. */
  readonly refused?: string | undefined;
  readonly ref?: Ref<HTMLAnchorElement>;
}

function ButtonAnchor({ look = 'normal', refused, ref, children, ...rest }: ButtonAnchorProps) {
  const className = buttonClass(look);
  if (refused === undefined) {
    return (
      <a {...rest} ref={ref} className={className}>
        {children}
      </a>
    );
  }
  const { 'aria-label': label } = rest;
  return (
    // biome-ignore lint/a11y/useAnchorContent: its content is what it was given
    <a
      ref={ref}
      role="link"
      tabIndex={0}
      aria-disabled
      aria-label={label}
      title={refused}
      className={className}
    >
      {children}
    </a>
  );
}

/** A link that looks like a button. One that is `refused` can be reached and read, but leads nowhere. */
export const ButtonLink = createLink(ButtonAnchor);
