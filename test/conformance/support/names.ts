import type { Observed, Plan } from '../adapter.ts';

/** A node, as far as the suite looks at it. */
export interface Seen {
  readonly key: string;
  readonly kind: string;
  readonly identifier: string;
  readonly name: string;
  readonly status: string;
  readonly reused: boolean;
}

/** An instance of a looped stage: its key has more than the path to the stage. */
const isInstance = ({ key }: Seen): boolean => key.split('.')[2]?.includes('-') === true;

const nameOf = (stage: Seen): string => (isInstance(stage) ? stage.name : stage.identifier);

/** What the suite calls a step: by its identifier, and in an instance of a looped stage by that, too. */
export function stepNameIn(
  nodes: readonly Pick<Seen, 'key' | 'kind' | 'identifier' | 'name'>[],
  key: string,
): string {
  const own = key.split('.').at(-1) ?? '';
  const path = key.split('.').slice(0, 3).join('.');
  const stage = nodes.find((node) => node.key === path);
  return stage !== undefined && path.includes('-') ? `${stage.name}/${own}` : own;
}

export function observe(nodes: readonly Seen[]): Pick<Observed, 'statuses' | 'reused'> {
  const listed = nodes.filter(({ kind }) => kind !== 'pipeline');
  const stages = nodes.filter(
    ({ key, kind }) => kind !== 'pipeline' && key.split('.').length === 3,
  );
  return {
    statuses: Object.fromEntries(listed.map((node) => [nameOf(node), node.status])),
    reused: stages.filter(({ reused, status }) => reused && status !== 'NotStarted').map(nameOf),
  };
}

interface Decided {
  readonly identifier: string;
  readonly decision: 'reuse' | 'run';
  readonly instances?:
    | readonly { readonly name: string; readonly decision: 'reuse' | 'run' }[]
    | undefined;
}

export function shownPlan(stages: readonly Decided[]): Plan {
  const all = stages.flatMap(({ identifier, decision, instances = [] }) => [
    { name: identifier, decision },
    ...instances,
  ]);
  const those = (fate: 'reuse' | 'run') =>
    all.flatMap(({ name, decision }) => (decision === fate ? [name] : []));
  return { reuse: those('reuse'), run: those('run') };
}
