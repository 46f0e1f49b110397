import type { Text } from '@reprise/core';
import {
  evaluateText,
  type Found,
  type Namespace,
  ownMember,
  Unavailable,
} from '@reprise/core/expression';
import { isAskedWhileRunning } from '@reprise/core/pipeline';
import type { StepNode } from '@reprise/core/plan';
import {
  isTargetSpec,
  type WrittenPart,
  type WrittenSpec,
  writtenSpec,
} from '@reprise/core/step-types';
import type { Subject } from './context.ts';
import { namespaceBy } from './namespace.ts';
import { once } from './once.ts';

/**
 * `….spec` of a step: what its author says there, with the names that are known where the step stands. Keys that are not
 * given are null.
 */
export function inputsOfStep(subject: Subject<StepNode>): Namespace | undefined {
  const { spec } = subject.node.step;
  return isTargetSpec(spec) ? undefined : partsOf(subject, writtenSpec(spec), '');
}

function partsOf(subject: Subject<StepNode>, parts: WrittenSpec, path: string): Namespace {
  return namespaceBy(
    () => Object.keys(parts),
    (key) => {
      if (!Object.hasOwn(parts, key)) return undefined;
      const part = parts[key];
      return part === undefined ? null : show(subject, part, path === '' ? key : `${path}.${key}`);
    },
  );
}

function show(subject: Subject<StepNode>, part: WrittenPart, path: string): Found {
  if (typeof part !== 'object' || isList(part)) return part;
  return isText(part) ? valueOf(subject, part, path) : partsOf(subject, part, path);
}

/** A text is worked out as for the step; what people give for it is data. */
function valueOf(
  { context, node, lookupAt }: Subject<StepNode>,
  { text }: Text,
  path: string,
): Found {
  if (isAskedWhileRunning(text)) {
    return ownMember(context.state.nodes.get(node.key)?.inputs ?? {}, path) ?? null;
  }
  const what = `"${path}" of step ${node.identifier}`;
  return once(context, { id: `${node.key} spec ${path}`, what }, () => {
    const evaluated = evaluateText(text, lookupAt(context, node));
    if (evaluated.ok) return evaluated.value.value;
    const { code, message } = evaluated.error;
    return new Unavailable(code, `${what} has no value: ${message}`);
  });
}

const isList = (part: WrittenPart): part is readonly string[] => Array.isArray(part);

const isText = (part: Text | WrittenSpec): part is Text =>
  typeof part['text'] === 'string' && 'at' in part;
