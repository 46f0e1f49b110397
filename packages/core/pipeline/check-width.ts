import { type Report, valueAt, type YamlNode } from '../yaml/index.ts';
import { flatten } from './outline.ts';
import { MAXIMUM_WIDTH } from './strategy-model.ts';

/** Checks that nowhere more stands side by side than may run so: as of a loop, so of a `parallel` that somebody wrote. */
export function checkWidth(node: YamlNode, report: Report): void {
  if (node.kind === 'list') for (const item of node.items) checkWidth(item, report);
  if (node.kind !== 'map') return;
  for (const [key, { value, keyAt }] of node.entries) {
    const members = key === 'parallel' ? [...flatten(value)].filter(isStageOrStep) : [];
    if (members.length > MAXIMUM_WIDTH) {
      const message = `Here ${members.length} stand side by side, and ${MAXIMUM_WIDTH} may: split them, or put some after the others.`;
      report.error('too-wide', message, keyAt);
    } else checkWidth(value, report);
  }
}

const isStageOrStep = (node: YamlNode): boolean =>
  ['stage', 'step', 'stepGroup'].some((kind) => valueAt(node, kind) !== undefined);
