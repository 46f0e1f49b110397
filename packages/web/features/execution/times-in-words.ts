import type { NodeOutline } from '@reprise/api';

/** How often a step was tried, or a step group was run from its beginning; null when that was once, or never. */
export function timesInWords({ kind, attempts = 0 }: NodeOutline): string | null {
  if (attempts < 2) return null;
  return kind === 'step' ? `tried ${attempts} times` : `run ${attempts} times`;
}
