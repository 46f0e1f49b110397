import type { NodeKey } from '@reprise/core';
import type { ExecutionState, NodeState } from '@reprise/core/execution';
import type { ModelExecution } from '../reference/model-execution.ts';
import type { End, Status } from '../reference/words.ts';
import { outputIn } from './outcomes.ts';

/** Nodes do not change: what was said of one is still true. */
const labels = new WeakMap<NodeState, string>();

/** What the engine says of each node that has begun, in words that the model has, too. */
export const engineView = (state: ExecutionState): ReadonlyMap<string, string> =>
  new Map([...state.nodes].map(([key, node]) => [key, engineLabel(state, key, node)]));

function engineLabel(state: ExecutionState, key: NodeKey, node: NodeState): string {
  const known = labels.get(node);
  if (known !== undefined) return known;
  const label = labelOf(state, key, node);
  labels.set(node, label);
  return label;
}

function labelOf(state: ExecutionState, key: NodeKey, node: NodeState): string {
  if (node.phase === 'running-container') {
    const { timedOutAt, rollbackAt, restart, restarts } = node;
    return running(timedOutAt !== undefined, rollbackAt !== undefined, { restart, restarts });
  }
  if (node.phase !== 'ended') {
    const script = 'work' in node ? scriptOf(node.work) : undefined;
    return alive(node.phase, node.attempt, script);
  }
  const isStep = state.plan.nodes.get(key)?.kind === 'step';
  return over({
    ...node,
    status: node.status as Status,
    attempts: isStep && node.status !== 'Skipped' ? node.attempts : 0,
    ...outputIn(node.outputs),
    ...(node.rolledBack === true && { undone: true }),
  });
}

function scriptOf(work: unknown): string | undefined {
  if (typeof work !== 'object' || work === null) return undefined;
  const task: unknown = Reflect.get(work, 'task');
  if (typeof task !== 'object' || task === null) return undefined;
  const script: unknown = Reflect.get(task, 'script');
  return typeof script === 'string' ? script : undefined;
}

/** What the model says of it. */
export function modelView({ ground }: ModelExecution): ReadonlyMap<string, string> {
  const { scopes, live, ends } = ground;
  return new Map([
    ...[...ends].map(([key, end]) => [key, over(end)] as const),
    ...[...scopes].map(([key, scope]) => [key, running(scope.late, scope.undoing, scope)] as const),
    ...[...live].map(([key, { phase, attempt, script }]) => {
      const works = phase !== 'delayed' && phase !== 'undecided';
      return [key, alive(phase, attempt, works ? script : undefined)] as const;
    }),
  ]);
}

const running = (
  late: boolean,
  undoing: boolean,
  {
    restart,
    restarts = 0,
  }: { readonly restart?: object | undefined; readonly restarts?: number | undefined },
): string =>
  `runs${late ? ', late' : ''}${undoing ? ', undoing' : ''}, again ${restarts}${restart ? ', to be run again' : ''}`;

const alive = (phase: string, attempt: number, script: string | undefined): string =>
  `${phase}, attempt ${attempt}${script === undefined ? '' : `, ${script}`}`;

const over = ({ status, origin, attempts, output, undone }: Omit<End, 'types'>): string =>
  `${status} in ${origin} after ${attempts}, published ${output ?? 'nothing'}${undone ? ', undone' : ''}`;
