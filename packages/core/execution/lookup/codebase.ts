import type { Found, Namespace } from '@reprise/core/expression';
import { CLONE_STEP } from '@reprise/core/pipeline';
import {
  childOf,
  containerOf,
  type PlanNode,
  type StageNode,
  stageOf,
  stagesOf,
} from '@reprise/core/plan';
import type { GitCloneTask, GitRef } from '@reprise/core/step-types';
import type { ExecutionState } from '../state.ts';
import { type Names, namespaceOf } from './namespace.ts';

/** What is known of the clone of a codebase: what it was asked for, and what it found. */
interface Clone {
  readonly ref: GitRef<string> | null;
  readonly outputs: ReadonlyMap<string, Found>;
}

const found =
  (name: string) =>
  ({ outputs }: Clone): Found =>
    outputs.get(name) ?? null;

const named =
  (kind: GitRef<string>['kind']) =>
  ({ ref }: Clone): Found =>
    ref !== null && ref.kind === kind && 'name' in ref ? ref.name : null;

/** Of a pull request, and nothing else is built here: null, as in Harness for what is built from a branch. */
const ofPullRequests = () => null;

const buildNames: Names<Clone> = {
  type: ({ ref }) => ref && (ref.kind === 'commit' ? 'commitSha' : ref.kind),
};

const codebaseNames: Names<Clone> = {
  build: (clone) => namespaceOf(buildNames, clone),
  branch: named('branch'),
  tag: named('tag'),
  commitSha: (clone) => found('commitSha')(clone) ?? named('commit')(clone),
  shortCommitSha: found('shortCommitSha'),
  commitMessage: found('commitMessage'),
  repoUrl: found('repoUrl'),
  gitUser: found('gitUser'),
  gitUserEmail: found('gitUserEmail'),
  baseCommitSha: ofPullRequests,
  mergeSha: ofPullRequests,
  prNumber: ofPullRequests,
  prTitle: ofPullRequests,
  pullRequestBody: ofPullRequests,
  pullRequestLink: ofPullRequests,
  sourceBranch: ofPullRequests,
  targetBranch: ofPullRequests,
};

/** The names that `<+codebase>` has, for people to read. */
export const namesOfCodebase: readonly string[] = Object.keys(codebaseNames);

/**
 * `<+codebase.…>`: as this stage cloned it, or else the first stage that has. Undefined in a pipeline without a codebase,
 * null before any clone.
 */
export function codebaseNamespace(state: ExecutionState, node: PlanNode): Namespace | undefined {
  const { plan } = state;
  if (plan.pipeline.codebase === undefined) return undefined;
  const listed = stagesOf(plan).flatMap(({ kind, key, children }) =>
    kind === 'stage' ? [key] : children,
  );
  const clones = [node.key, ...listed]
    .flatMap((key) => stageOf(plan, key) ?? [])
    .map((stage) => cloneIn(state, stage));
  const clone = clones.find((each) => each !== null) ?? { ref: null, outputs: new Map() };
  return namespaceOf(codebaseNames, clone);
}

function cloneIn(state: ExecutionState, { key }: StageNode): Clone | null {
  const step = childOf(state.plan, containerOf(state.plan, key), CLONE_STEP.identifier);
  const at = step && state.nodes.get(step.key);
  if (at?.phase !== 'ended' || at.work?.kind !== 'task' || at.work.task.type !== 'GitClone') {
    return null;
  }
  const { ref }: GitCloneTask = at.work.task;
  return { ref, outputs: new Map(Object.entries(at.outputs ?? {})) };
}
