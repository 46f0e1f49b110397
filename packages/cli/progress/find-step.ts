import type { ExecutionNode } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import { addressOf, type Progress } from './model.ts';

/**
 * The step that a person means: by identifier when it occurs once, `stage/step`, fully qualified name or node id.
 * The refusal is a message that names the steps to choose from.
 */
export function findStep(nodes: Progress['nodes'], text: string): Result<ExecutionNode, string> {
  const steps = [...nodes.values()].filter((node) => node.kind === 'step');
  const exact = steps.find((node) => node.uuid === text || node.baseFqn === text);
  if (exact !== undefined) return ok(exact);
  const matching = steps.filter(
    (node) => node.identifier === text || addressOf(nodes, node) === text,
  );
  const [first, ...others] = matching;
  if (first !== undefined && others.length === 0) return ok(first);
  if (first === undefined) {
    return refused(
      `There is no step "${text}" in this execution. Its steps: ${addresses(nodes, steps)}.`,
    );
  }
  return refused(
    `"${text}" is the name of several steps: ${addresses(nodes, matching)}. ` +
      'Name one as stage/step, or in full (`baseFqn` in `reprise show --json`).',
  );
}

const addresses = (nodes: Progress['nodes'], steps: readonly ExecutionNode[]): string =>
  steps.map((step) => addressOf(nodes, step)).join(', ');
