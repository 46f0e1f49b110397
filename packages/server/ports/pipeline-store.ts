import type { Instant, Result, Scope } from '@reprise/core';
import type { Page } from './execution-store.ts';

export interface StoredPipeline {
  readonly scope: Scope;
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly yaml: string;
  readonly stageNames: readonly string[];
  readonly allowStageExecutions: boolean;
  /** 1, 2, 3, …: which save this is. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export type NewPipeline = Omit<StoredPipeline, 'version' | 'createdAt' | 'updatedAt'>;

/** That a pipeline was saved. */
export interface SavedPipelineVersion {
  readonly version: number;
  readonly savedAt: Instant;
}
/** A pipeline as it was after a save. */
export interface PipelineVersion extends SavedPipelineVersion {
  readonly yaml: string;
}

/** Pipelines by scope and identifier. Every save is kept as a version; a deleted pipeline leaves its executions alone. */
export interface PipelineStore {
  create(pipeline: NewPipeline, now: Instant): Promise<Result<StoredPipeline, 'exists'>>;
  /** With `expectedVersion`, refuses when somebody saved in between. */
  update(
    pipeline: NewPipeline,
    now: Instant,
    expectedVersion?: number,
  ): Promise<Result<StoredPipeline, 'not-found' | 'version-conflict'>>;
  get(scope: Scope, identifier: string): Promise<StoredPipeline | null>;
  /** By name or identifier, newest change first; `search` matches either, no case. */
  list(
    scope: Scope,
    search: string | null,
    offset: number,
    limit: number,
  ): Promise<Page<StoredPipeline>>;
  remove(scope: Scope, identifier: string): Promise<boolean>;
  /** Every save, newest first; of a pipeline that was removed and created again those before, too. */
  versions(
    scope: Scope,
    identifier: string,
    offset: number,
    limit: number,
  ): Promise<Page<SavedPipelineVersion>>;
  version(scope: Scope, identifier: string, version: number): Promise<PipelineVersion | null>;
}
