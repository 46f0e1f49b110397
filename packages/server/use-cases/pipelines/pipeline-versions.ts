import { ok, refused } from '@reprise/core';
import type { Page, PipelineVersion, SavedPipelineVersion } from '../../ports/index.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';

export interface VersionListInput extends PipelineInput {
  readonly page: number;
  readonly size: number;
}

/** A save, and the name of who made it as far as the audit knows. */
export interface VersionWithAuthor extends SavedPipelineVersion {
  readonly savedBy: string | null;
}

/** How far back the audit is searched for who saved what. */
const ACTS = 500;

/** Every save of a pipeline, newest first. */
export const listPipelineVersions: UseCase<VersionListInput, Page<VersionWithAuthor>> = async (
  needs,
  caller,
  { page, size, ...input },
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const { scope, identifier } = found.value;
  const { items, total } = await needs.store.pipelines.versions(
    scope,
    identifier,
    page * size,
    size,
  );
  const authors = await authorsOf(needs, found.value);
  const named = items.map((each) => ({ ...each, savedBy: authors.get(each.version) ?? null }));
  return ok({ items: named, total });
};

async function authorsOf(
  { store }: Pick<UseCaseNeeds, 'store'>,
  { scope, identifier }: Parameters<UseCaseNeeds['store']['pipelines']['create']>[0],
): Promise<ReadonlyMap<number, string>> {
  const { accountId } = scope;
  const filter = { accountId, scope, resourceType: 'pipeline', resource: identifier };
  const { items } = await store.audit.list(filter, 0, ACTS);
  return new Map(items.map(({ change, by }) => [Number(change['version']), by.name]));
}

export interface VersionInput extends PipelineInput {
  readonly version: string;
}

/** A pipeline as it was after one of its saves. */
export const getPipelineVersion: UseCase<VersionInput, PipelineVersion> = async (
  needs,
  caller,
  { version, ...input },
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const { scope, identifier } = found.value;
  const saved = /^[1-9]\d{0,8}$/.test(version)
    ? await needs.store.pipelines.version(scope, identifier, Number(version))
    : null;
  if (saved !== null) return ok(saved);
  const message = `The pipeline ${identifier} has no version ${version}. Its versions are counted from 1.`;
  return refused(refusal('PIPELINE_VERSION_NOT_FOUND', message, { version }));
};
