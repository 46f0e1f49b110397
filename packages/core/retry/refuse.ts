import type { Json } from '@reprise/core';
import type { RetryRefusal, RetryRefusalCode } from './model.ts';

/** A refusal of a retry: a stable code, a message for a person, the facts. */
export const refuse = (
  code: RetryRefusalCode,
  message: string,
  facts: Readonly<Record<string, Json>>,
): RetryRefusal => ({ code, message, facts });
