import type { DelegateId } from '@reprise/core';

/** The selector that means one delegate: every delegate offers its own, whatever else it offers. */
export const selectorOfDelegate = (delegate: DelegateId): string => `delegate:${delegate}`;
