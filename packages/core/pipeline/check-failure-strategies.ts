import { type Report, scalarText, type YamlNode } from '../yaml/index.ts';

/** What is done to a step group, by the name of the action, and what does the same where there is none. */
const OF_GROUPS = new Map([
  ['StepGroupRollback', 'StageRollback'],
  ['RetryStepGroup', 'Retry'],
]);

/** Checks what the place of a strategy decides: a group is rolled back, or run again, only from inside of one. */
export function checkFailureStrategies(node: YamlNode, report: Report): void {
  if (node.kind === 'list') for (const item of node.items) checkFailureStrategies(item, report);
  if (node.kind !== 'map') return;
  for (const [key, { value }] of node.entries) {
    if (key === 'failureStrategies') checkActions(value, report);
    else if (key !== 'stepGroup') checkFailureStrategies(value, report);
  }
}

function checkActions(node: YamlNode, report: Report): void {
  if (node.kind === 'list') for (const item of node.items) checkActions(item, report);
  if (node.kind !== 'map') return;
  for (const [key, { value }] of node.entries) {
    const action = key === 'type' ? scalarText(value) : undefined;
    const instead = action === undefined ? undefined : OF_GROUPS.get(action);
    if (instead !== undefined) {
      const message = `${action} needs a step group around it; use ${instead} here.`;
      report.error('bad-value', message, value.at);
    } else checkActions(value, report);
  }
}
