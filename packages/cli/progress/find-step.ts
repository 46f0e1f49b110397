import type { ExecutionNode } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import { addressOf, isCalled } from './address.ts';
import type { Progress } from './model.ts';

/** How many steps a refusal names. */
const NAMED = 10;

/**
 * The step that a person means: by identifier when it occurs once, its address, fully qualified name or node id. The
 * refusal is a message that names the steps to choose from.
 */
export function findStep(nodes: Progress['nodes'], text: string): Result<ExecutionNode, string> {
  const steps = [...nodes.values()].filter((node) => node.kind === 'step');
  const matching = steps.filter((node) => isCalled(nodes, node, text));
  const [first, ...others] = matching;
  if (first === undefined) {
    return refused(
      `There is no step "${text}" in this execution. Its steps: ${addresses(nodes, steps)}.`,
    );
  }
  if (others.length === 0) return ok(first);
  return refused(
    `"${text}" is the name of several steps. Name one of these: ${addresses(nodes, matching)}.`,
  );
}

function addresses(nodes: Progress['nodes'], steps: readonly ExecutionNode[]): string {
  const names = steps.slice(0, NAMED).map((step) => addressOf(nodes, step));
  const more = steps.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
