import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface TextAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly ref?: Ref<HTMLAnchorElement>;
}

function TextAnchor({ className = '', children, ...rest }: TextAnchorProps) {
  return (
    <a {...rest} className={`text-accent underline ${className}`}>
      {children}
    </a>
  );
}

/** A link that stands in text. */
export const TextLink = createLink(TextAnchor);
