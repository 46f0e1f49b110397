import type { Json } from '@reprise/core';

/** What a delegate says about itself, for those who run it. Never a step's output, never a secret value (I10). */
export type DelegateLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts: Readonly<Record<string, Json>>,
) => void;

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
