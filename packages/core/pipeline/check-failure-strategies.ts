import { type Report, scalarText, type YamlNode } from '../yaml/index.ts';

/** Checks what the place of a strategy decides: a group is rolled back only from inside of one. */
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
    if (key === 'type' && scalarText(value) === 'StepGroupRollback') {
      const message = 'StepGroupRollback needs a step group around it; use StageRollback here.';
      report.error('bad-value', message, value.at);
    } else checkActions(value, report);
  }
}
