/** What is not any more as it was when an execution ran: what a retry's plan says of the world. */

import type { Instant } from '@reprise/core';
import type { ResolvedTemplates } from '@reprise/core/pipeline';
import {
  type ChangedDefinition,
  type ChangedPipeline,
  type ChangedSecret,
  type ChangedSince,
  type ChangedTemplate,
  definitionDifferences,
  secretReferencesIn,
  UNKNOWN_VALUE,
} from '@reprise/core/retry';
import type { ObjectKey, StoredPipeline } from '../../ports/index.ts';
import type { Caller } from '../answer.ts';
import { singleUser } from '../authorise.ts';
import type { OpenExecution } from '../executions/open-execution.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { missingDeployRights } from '../objects/deploy-rights.ts';
import { scopesAround } from '../objects/object-scope.ts';
import { secretKeyOf } from '../objects/secret-values.ts';
import { type NamedTemplate, readTemplates } from '../pipelines/resolve-templates.ts';
import { chainedPipelines } from '../runs/chained-pipelines.ts';
import type { Selection } from '../runs/compile.ts';
import { compiledAt } from './compiled-at.ts';

type ChangeNeeds = Pick<UseCaseNeeds, 'store' | 'rights' | 'compile'>;

interface Question {
  readonly opened: OpenExecution;
  readonly caller: Caller;
  /** The pipeline as it is stored now. */
  readonly pipeline: StoredPipeline | null;
  /** Whether to tell in what the definition differs: that costs a compilation. */
  readonly inDetail: boolean;
}

/** What has changed since the execution ran. Costs little where nothing has. */
export async function changedSince(needs: ChangeNeeds, asked: Question): Promise<ChangedSince> {
  const definition = await changedDefinition(needs, asked);
  const chained = await changedChildren(needs, asked.opened);
  const keys = secretsOf(asked.opened);
  return {
    ...(definition === null ? {} : { definition }),
    ...(chained.length > 0 && { chained }),
    secrets: await changedSecrets(needs, asked.opened, keys),
    missingPermissions: await missingPermissions(needs, asked, keys),
  };
}

/** What was saved before the chain was compiled is what it runs. */
async function changedDefinition(
  needs: ChangeNeeds,
  { opened: { state, row }, pipeline, inDetail }: Question,
): Promise<ChangedDefinition | null> {
  if (pipeline === null) return null;
  const since = await compiledAt(needs.store, { row, state });
  const { version, updatedAt } = pipeline;
  const read = await readTemplates(needs.store, pipeline.scope, pipeline.yaml);
  const templates = changedTemplates(read.named, since);
  const isSaved = updatedAt >= since;
  if (!isSaved && templates.length === 0) return null;
  const changed: ChangedDefinition = {
    version,
    ...(templates.length > 0 && { templates }),
    ...(!isSaved && { onlyTemplates: true as const }),
  };
  // In the same millisecond the one may have been before the other: then only the texts can tell.
  const undecided = updatedAt === since && templates.length === 0;
  if (!inDetail && !undecided) return changed;
  const differences = await differencesNow(needs, { state, row }, pipeline, read.resolved);
  return undecided && differences.length === 0 ? null : { ...changed, differences };
}

/** The templates that today's pipeline names and that are not as they were; what is missing cannot be told by a time. */
const changedTemplates = (
  named: readonly NamedTemplate[],
  since: Instant,
): readonly ChangedTemplate[] =>
  named
    .filter(({ stored }) => stored === null || stored.updatedAt > since)
    .map(({ name, stored }) => ({ name, ...(stored !== null && { version: stored.version }) }));

async function differencesNow(
  needs: ChangeNeeds,
  { state, row }: OpenExecution,
  { yaml }: StoredPipeline,
  resolved: ResolvedTemplates,
): Promise<NonNullable<ChangedDefinition['differences']>> {
  const ran = await needs.store.executions.definition(row.definition);
  if (ran === null) throw new Error(`the definition ${row.definition} is not stored`);
  const now = needs.compile(yaml, ran.inputsYaml, resolved, selectedAgain(state));
  if (now.ok) return definitionDifferences(state.plan.pipeline, now.value.pipeline);
  return `with the inputs of this execution it would not run: ${now.error.message}`;
}

/** The stages of a selective run. What was given for their questions to the others is not kept apart from the YAML. */
function selectedAgain({ created: { selection } }: OpenExecution['state']): Selection | undefined {
  return (
    selection && {
      stages: selection.stages.map(({ identifier }) => identifier),
      values: {},
      past: () => UNKNOWN_VALUE,
    }
  );
}

/** The pipelines of chained stages: what a new child runs is what is stored when it begins. */
async function changedChildren(
  { store }: ChangeNeeds,
  { row, state }: OpenExecution,
): Promise<readonly ChangedPipeline[]> {
  const changed = new Map<string, ChangedPipeline>();
  for (const { scope, identifier } of chainedPipelines(state.plan.pipeline, row.scope)) {
    const name = `${scope.orgId}/${scope.projectId}/${identifier}`;
    const now = await store.pipelines.get(scope, identifier);
    if (now === null) changed.set(name, { name });
    else if (now.updatedAt > state.created.at) changed.set(name, { name, version: now.version });
  }
  return [...changed.values()];
}

interface NamedSecret {
  readonly reference: string;
  readonly key: ObjectKey | null;
}

/** The secrets that the pipeline names, and those of the stored variables that it was told of. */
function secretsOf({ row, state: { plan, created } }: OpenExecution): readonly NamedSecret[] {
  const around = scopesAround(row.scope);
  const stored = Object.values(created.surroundings?.variables ?? {}).flatMap((variables) =>
    Object.values(variables).flatMap(({ type, value }) => (type === 'Secret' ? [value] : [])),
  );
  const references = new Set([...secretReferencesIn(plan.pipeline), ...stored]);
  return [...references].toSorted().map((reference) => {
    const key = secretKeyOf(reference, around);
    return {
      reference,
      key: key === null ? null : { kind: 'secret', ...key, parent: '', label: '' },
    };
  });
}

async function changedSecrets(
  { store }: ChangeNeeds,
  { state }: OpenExecution,
  secrets: readonly NamedSecret[],
): Promise<readonly ChangedSecret[]> {
  const changed: ChangedSecret[] = [];
  for (const { reference, key } of secrets) {
    const now = key === null ? null : await store.objects.get(key);
    if (now === null) changed.push({ reference, change: 'removed' });
    else if (now.updatedAt > state.created.at) {
      changed.push({ reference, change: 'saved', version: now.version });
    }
  }
  return changed;
}

/** What whoever retries needs now, whatever was allowed to whoever ran it first. */
async function missingPermissions(
  needs: ChangeNeeds,
  { caller: { principal }, opened: { row, state } }: Question,
  secrets: readonly NamedSecret[],
): Promise<readonly string[]> {
  const { rights = singleUser } = needs;
  const missing: string[] = [];
  const pipeline = { identifier: row.pipelineId };
  if (!(await rights.allows(principal, 'core_pipeline_retry', row.scope, pipeline))) {
    missing.push('core_pipeline_retry');
  }
  for (const { reference, key } of secrets) {
    if (key === null) continue;
    if (await rights.allows(principal, 'core_secret_access', key.scope)) continue;
    missing.push(`core_secret_access of ${reference}`);
  }
  const { plan, created } = state;
  const deploys = await missingDeployRights(
    needs,
    principal,
    row.scope,
    plan.pipeline,
    created.surroundings,
  );
  return [...missing, ...deploys];
}
