import { isRuntimeInput, scalarText, valueAt, type YamlNode } from '../yaml/index.ts';
import type { YamlStage } from './stage-list.ts';

/** The tag by which any stage is a gate. */
export const GATE_TAG = 'reprise.gate';

/**
 * The stages that a stage takes something over from in its structure, which nobody can type in: `useFromStage` of a
 * service, environment or infrastructure, and `dependsOn`. A stage type with another such key adds it here.
 */
export function takenFrom({ identifier, node }: YamlStage): readonly string[] {
  const named = [...textsIn(valueAt(node, 'dependsOn')), ...usedStages(node)];
  return [...new Set(named)].filter((each) => each !== identifier);
}

function usedStages(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(usedStages);
  return [...node.entries].flatMap(([key, { value }]) => {
    if (key !== 'useFromStage') return usedStages(value);
    return textsIn(valueAt(value, 'stage') ?? value);
  });
}

function textsIn(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === 'list') return node.items.flatMap(textsIn);
  const text = scalarText(node);
  return text === undefined || text === '' ? [] : [text];
}

/**
 * Whether a stage must not be passed by: an Approval stage, one with an approval step, or one with the tag
 * `reprise.gate: "true"`. One whose steps or tags are given only when it runs counts as one (I12).
 */
export function isGate({ node }: YamlStage): boolean {
  if (scalarText(valueAt(node, 'type')) === 'Approval') return true;
  const tags = valueAt(node, 'tags');
  const tag = valueAt(tags, GATE_TAG);
  if (scalarText(tag)?.toLowerCase() === 'true') return true;
  return [tags, tag].some(isGivenLater) || asksPeople(valueAt(node, 'spec'));
}

const isGivenLater = (node: YamlNode | undefined): boolean =>
  node?.kind === 'scalar' && isRuntimeInput(node);

/** The keys on the way from a stage to the types of its steps. */
const structural: ReadonlySet<string> = new Set([
  'execution',
  'steps',
  'step',
  'stepGroup',
  'parallel',
  'rollbackSteps',
]);

function asksPeople(node: YamlNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'scalar') return isRuntimeInput(node);
  if (node.kind === 'list') return node.items.some(asksPeople);
  const type = valueAt(node, 'type');
  if (isGivenLater(type) || scalarText(type)?.endsWith('Approval') === true) return true;
  return [...node.entries].some(([key, { value }]) => structural.has(key) && asksPeople(value));
}
