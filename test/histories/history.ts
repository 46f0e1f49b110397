import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionId } from '@reprise/core';
import {
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  fold,
  statusOf,
  viewNodes,
} from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { definitionOf, type Workshop } from '../../packages/server/testing/workshop.ts';

const here = new URL('./', import.meta.url);

/** One execution as some version of Reprise stored it, and what it showed of it. */
export interface History {
  readonly version: string;
  readonly behaviour: string;
  readonly yaml: string;
  readonly events: readonly ExecutionEvent[];
  readonly shown: Shown;
}

export interface Shown {
  readonly status: string;
  readonly nodes: Readonly<Record<string, string>>;
}

/** What people see of an execution: its status, and the status of each node. */
export const shownOf = (state: ExecutionState): Shown => ({
  status: statusOf(state),
  nodes: Object.fromEntries(viewNodes(state).map(({ key, status }) => [key, status])),
});

/** Today's reading of a stream of any age. */
export const replay = ({ yaml, events }: Pick<History, 'yaml' | 'events'>): Shown =>
  shownOf(fold(buildPlan(definitionOf(yaml).pipeline), events));

/** The same, event by event: nothing may depend on how many events are folded at once (I1). */
export function replayOneByOne({ yaml, events }: Pick<History, 'yaml' | 'events'>): Shown {
  const [created, ...later] = events;
  if (created === undefined) throw new Error('a stream has at least one event');
  return shownOf(later.reduce(evolve, fold(buildPlan(definitionOf(yaml).pipeline), [created])));
}

/** Every history that any version has left. */
export function recordedHistories(): readonly History[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: version }) =>
      readdirSync(new URL(`${version}/`, here)).flatMap((file) => {
        const recorded: readonly Omit<History, 'version'>[] = JSON.parse(
          readFileSync(new URL(`${version}/${file}`, here), 'utf8'),
        );
        return recorded.map((history) => ({ version, ...history }));
      }),
    );
}

/** Keeps the streams of these executions as histories of a version; what is recorded already stays as it is, for ever. */
export async function record(
  version: string,
  { name, behaviour }: { readonly name: string; readonly behaviour: string },
  { store, engine }: Workshop,
  executions: readonly ExecutionId[],
): Promise<void> {
  const folder = new URL(`${version}/`, here);
  const file = new URL(`${name}.json`, folder);
  if (existsSync(file)) return;
  const histories = await Promise.all(
    executions.map(async (execution) => {
      const stream = await store.executions.load(execution);
      const read = await engine.read(execution);
      if (stream === null || read === null) throw new Error(`${execution} is not there`);
      // A run of chosen stages has a definition of its own.
      const { compiledYaml } = stream.definition;
      return { behaviour, yaml: compiledYaml, events: stream.events, shown: shownOf(read.state) };
    }),
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(histories, null, 1)}\n`);
}
