import { type Instant, ok, refused } from '@reprise/core';
import type {
  NewPipeline,
  PipelineStore,
  PipelineVersion,
  StoredPipeline,
} from '../../ports/index.ts';
import { type PipelineColumns, pipelineColumns } from '../pipeline-columns.ts';
import { needleOf } from '../storable-text.ts';
import { pipelineOf } from '../stored-rows.ts';
import { compareText, scopeKey } from './keys.ts';

interface Entry {
  readonly columns: PipelineColumns;
  readonly pipeline: StoredPipeline;
}

export function createMemoryPipelines(): PipelineStore {
  const entries = new Map<string, Entry>();
  /** Every save of every pipeline that there ever was, oldest first: a deleted one's numbers go on. */
  const saves = new Map<string, readonly PipelineVersion[]>();
  const keyOf = (scope: NewPipeline['scope'], identifier: string): string =>
    JSON.stringify([scopeKey(scope), identifier]);

  const save = (pipeline: NewPipeline, createdAt: Instant, now: Instant): StoredPipeline => {
    const key = keyOf(pipeline.scope, pipeline.identifier);
    const columns = pipelineColumns(pipeline);
    const before = saves.get(key) ?? [];
    const version = before.length + 1;
    const row = { body: columns.body, version, created_at: createdAt, updated_at: now };
    const entry = { columns, pipeline: pipelineOf(row) };
    saves.set(key, [...before, { version, savedAt: now, yaml: entry.pipeline.yaml }]);
    entries.set(key, entry);
    return entry.pipeline;
  };

  return {
    create: async (pipeline, now) =>
      entries.has(keyOf(pipeline.scope, pipeline.identifier))
        ? refused('exists')
        : ok(save(pipeline, now, now)),
    update: async (pipeline, now, expectedVersion) => {
      const current = entries.get(keyOf(pipeline.scope, pipeline.identifier))?.pipeline;
      if (current === undefined) return refused('not-found');
      if (expectedVersion !== undefined && expectedVersion !== current.version) {
        return refused('version-conflict');
      }
      return ok(save(pipeline, current.createdAt, now));
    },
    get: async (scope, identifier) => entries.get(keyOf(scope, identifier))?.pipeline ?? null,
    list: async (scope, search, offset, limit) => {
      const wanted = scopeKey(scope);
      const found = [...entries.values()]
        .filter(({ columns }) => scopeKey(columns) === wanted)
        .filter(({ columns }) => search === null || columns.search.includes(needleOf(search)))
        .map(({ pipeline }) => pipeline)
        .toSorted(byNewestChange);
      return { items: found.slice(offset, offset + limit), total: found.length };
    },
    remove: async (scope, identifier) => entries.delete(keyOf(scope, identifier)),
    versions: async (scope, identifier, offset, limit) => {
      const all = (saves.get(keyOf(scope, identifier)) ?? []).toReversed();
      const items = all.slice(offset, offset + limit);
      return {
        items: items.map(({ version, savedAt }) => ({ version, savedAt })),
        total: all.length,
      };
    },
    version: async (scope, identifier, version) =>
      saves.get(keyOf(scope, identifier))?.[version - 1] ?? null,
  };
}

const byNewestChange = (one: StoredPipeline, other: StoredPipeline): number =>
  other.updatedAt - one.updatedAt || compareText(one.identifier, other.identifier);
