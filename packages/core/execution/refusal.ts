import type { Json } from '@reprise/core';

/** A rule said no: a stable code, a message for a person, and the facts. Never an exception. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly facts: Readonly<Record<string, Json>>;
}
