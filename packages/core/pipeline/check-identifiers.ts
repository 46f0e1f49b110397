import type { Report, YamlNode } from '../yaml/index.ts';
import type { Outline } from './outline.ts';

/**
 * Identifiers name nodes for ever (I5): a stage's is unique in the pipeline, a step's or group's in its list of steps.
 * Two groups may hold steps of the same identifier, since the group is part of the step's full name.
 */
export function checkIdentifiers(outline: Outline, report: Report): void {
  const stages = new Map<string, number>();
  for (const { identifier, at, steps } of outline.stages) {
    const line = stages.get(identifier);
    stages.set(identifier, line ?? at.line);
    if (line !== undefined) {
      const message = `Another stage has the identifier "${identifier}" already, at line ${line}.`;
      report.error('duplicate-identifier', message, at);
    }
    const lists = new Map<YamlNode, Map<string, number>>();
    for (const step of steps) {
      const list = lists.get(step.list) ?? new Map<string, number>();
      lists.set(step.list, list);
      const other = list.get(step.identifier);
      list.set(step.identifier, other ?? step.at.line);
      if (other === undefined) continue;
      const message = `Another step here has the identifier "${step.identifier}" already, at line ${other}.`;
      report.error('duplicate-identifier', message, step.at);
    }
  }
}
