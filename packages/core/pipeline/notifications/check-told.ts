import { didYouMean } from '@reprise/core';
import { isRuntimeInput, type Report, valueAt, type YamlNode } from '../../yaml/index.ts';
import type { Outline } from '../outline.ts';
import { EVERY_STAGE } from './read-rules.ts';

/** Warns of stages and steps that notification rules ask about and that are not there: nobody would ever be told. */
export function checkTold(root: YamlNode, outline: Outline, report: Report): void {
  const rules = valueAt(valueAt(root, 'pipeline'), 'notificationRules');
  const events = itemsOf(rules).flatMap((rule) => itemsOf(valueAt(rule, 'pipelineEvents')));
  const stages = outline.stages.map(({ identifier }) => identifier);
  const steps = outline.stages.flatMap((stage) => stage.steps.map(({ identifier }) => identifier));
  const someSteps = outline.open || outline.stages.some(({ open }) => open);
  for (const event of events) {
    const asked = itemsOf(valueAt(event, 'forStages'));
    if (!outline.open) warnOf(asked, { what: 'stage', known: [EVERY_STAGE, ...stages] }, report);
    if (someSteps) continue;
    warnOf(itemsOf(valueAt(event, 'forSteps')), { what: 'step', known: steps }, report);
  }
}

interface Known {
  readonly what: 'stage' | 'step';
  readonly known: readonly string[];
}

function warnOf(asked: readonly YamlNode[], { what, known }: Known, report: Report): void {
  for (const node of asked) {
    if (node.kind !== 'scalar' || isRuntimeInput(node)) continue;
    const { text } = node.text;
    if (text.includes('<+') || known.includes(text)) continue;
    const message = `There is no ${what} "${text}" in this pipeline, so nobody is told of it.${didYouMean(text, known)}`;
    report.warning('undefined-name', message, node.at);
  }
}

const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.kind === 'list' ? node.items : [];
