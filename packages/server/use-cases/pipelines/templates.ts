/** Storing, reading and removing templates, each in several versions. */
import type { Permission } from '@reprise/api';
import { ok, refused } from '@reprise/core';
import { checkTemplate } from '@reprise/core/pipeline';
import type { NewObject, ObjectKey, ObjectScope, Page, StoredObject } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { mergedHint, openLevel } from '../objects/object-scope.ts';
import { refusal, yamlRefusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { nextStableRank, stableOf, stableRank, versionsOf } from './resolve-templates.ts';
import { describedBy, otherIdentifier, type SaidAround } from './said-around.ts';

export interface TemplateInput {
  readonly scope: ScopeHint;
  readonly template: string;
  /** The stable version when left out. */
  readonly versionLabel?: string | undefined;
}
export interface NewTemplateInput {
  readonly scope: ScopeHint;
  readonly yaml: string;
  /** Counts where the YAML says nothing, and does not contradict it. */
  readonly around?: SaidAround | undefined;
}
export interface TemplateListInput {
  readonly scope: ScopeHint;
  readonly search?: string | undefined;
  readonly page: number;
  readonly size: number;
}

/** A version of a template, and whether it is the stable one. */
export interface TemplateVersion {
  readonly object: StoredObject;
  readonly isStable: boolean;
}

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** Stores a new version of a template; the first one is the stable one until another is made so. */
export const createTemplate: UseCase<NewTemplateInput, TemplateVersion> = async (
  needs,
  caller,
  input,
) => {
  const given = await openTemplate(needs, caller, input);
  if (!given.ok) return given;
  const { scope, identifier, label } = given.value;
  const now = needs.clock.now();
  const isFirst = (await versionsOf(needs.store, scope, identifier)).length === 0;
  const details = { ...given.value.details, ...(isFirst ? { stableRank: 1 } : {}) };
  const created = await needs.store.objects.create({ ...given.value, details }, now);
  if (created.ok) return ok({ object: created.value, isStable: isFirst });
  const message = `The template ${identifier} has a version ${label} already. Update it, or choose another versionLabel.`;
  return refused(refusal('OBJECT_EXISTS', message, { identifier, versionLabel: label }));
};

/** Saves a version of a template that exists. What ran with it keeps what it ran. */
export const updateTemplate: UseCase<NewTemplateInput & TemplateInput, TemplateVersion> = async (
  needs,
  caller,
  input,
) => {
  const given = await openTemplate(needs, caller, input);
  if (!given.ok) return given;
  const { scope, identifier, label } = given.value;
  const { template, versionLabel = label } = input;
  if (identifier !== template || label !== versionLabel) {
    const message = `The request is for ${template} ${versionLabel}, and the YAML is of ${identifier} ${label}. Create a new version instead.`;
    return refused(refusal('IDENTIFIER_MISMATCH', message));
  }
  const known = await needs.store.objects.get(keyOf(scope, identifier, label));
  if (known === null) return refused(notFound(identifier, label));
  const details = { ...given.value.details, stableRank: stableRank(known) };
  const saved = await needs.store.objects.update({ ...given.value, details }, needs.clock.now());
  return saved.ok ? shown(needs, saved.value) : refused(notFound(identifier, label));
};

/** Makes a version the one that references without a label mean. */
export const makeTemplateStable: UseCase<TemplateInput, TemplateVersion> = async (
  needs,
  caller,
  input,
) => {
  const found = await findTemplate(needs, caller, 'core_template_edit', input);
  if (!found.ok) return found;
  const { object } = found.value;
  const now = needs.clock.now();
  const versions = await versionsOf(needs.store, object.scope, object.identifier);
  const saved = await needs.store.objects.update(
    { ...object, details: { ...object.details, stableRank: nextStableRank(versions) } },
    now,
    object.version,
  );
  if (saved.ok) return shown(needs, saved.value);
  const message = `Somebody saved ${object.identifier} ${object.label} in the meantime. Try again.`;
  return refused(refusal('VERSION_CONFLICT', message));
};

export const getTemplate: UseCase<TemplateInput, TemplateVersion> = (needs, caller, input) =>
  findTemplate(needs, caller, 'core_template_view', input);

/** Removes a version of a template. Pipelines that use it say so at their next run. */
export const deleteTemplate: UseCase<TemplateInput, null> = async (needs, caller, input) => {
  const found = await findTemplate(needs, caller, 'core_template_delete', input);
  if (!found.ok) return found;
  await needs.store.objects.remove(found.value.object);
  return ok(null);
};

export const listTemplates: UseCase<TemplateListInput, Page<TemplateVersion>> = async (
  needs,
  caller,
  { scope: hint, search, page, size },
) => {
  const scope = await openLevel(needs, caller, 'core_template_view', hint);
  if (!scope.ok) return scope;
  const filter = {
    kind: 'template',
    scope: scope.value,
    ...(search === undefined ? {} : { search }),
  } as const;
  const { items, total } = await needs.store.objects.list(filter, page * size, size);
  const versions: TemplateVersion[] = [];
  for (const object of items) versions.push(await withStability(needs, object));
  return ok({ items: versions, total });
};

async function openTemplate(
  needs: UseCaseNeeds,
  caller: Caller,
  { scope: hint, yaml, around }: NewTemplateInput,
): Answer<NewObject> {
  const { template, problems } = checkTemplate(yaml);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const where = mergedHint(hint, {
    orgIdentifier: template?.orgIdentifier ?? null,
    projectIdentifier: template?.projectIdentifier ?? null,
  });
  if (!where.ok) return where;
  const scope = await openLevel(needs, caller, 'core_template_edit', where.value);
  if (!scope.ok) return scope;
  if (template === null || errors.length > 0) {
    return refused(yamlRefusal('INVALID_TEMPLATE', 'The template cannot be stored:', errors));
  }
  const { identifier, name, type, versionLabel: label } = template;
  const other = otherIdentifier(identifier, around?.identifier);
  if (other !== null) {
    const message = `The request is for the template ${other}, and the YAML is of ${identifier}.`;
    return refused(refusal('IDENTIFIER_MISMATCH', message));
  }
  const key = keyOf(scope.value, identifier, label);
  return ok({ ...key, name, ...describedBy(template, around), yaml, details: { type } });
}

async function findTemplate(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  { scope: hint, template, versionLabel }: TemplateInput,
): Answer<TemplateVersion> {
  const scope = await openLevel(needs, caller, permission, hint);
  if (!scope.ok) return scope;
  const versions = IDENTIFIER.test(template)
    ? await versionsOf(needs.store, scope.value, template)
    : [];
  const stable = stableOf(versions);
  const found =
    versionLabel === undefined ? stable : versions.find(({ label }) => label === versionLabel);
  return found === undefined
    ? refused(notFound(template, versionLabel))
    : ok({ object: found, isStable: found === stable });
}

const shown = async (needs: UseCaseNeeds, object: StoredObject): Answer<TemplateVersion> =>
  ok(await withStability(needs, object));

async function withStability(
  { store }: UseCaseNeeds,
  object: StoredObject,
): Promise<TemplateVersion> {
  const stable = stableOf(await versionsOf(store, object.scope, object.identifier));
  return { object, isStable: stable?.label === object.label };
}

const keyOf = (scope: ObjectScope, identifier: string, label: string): ObjectKey => ({
  kind: 'template',
  scope,
  identifier,
  parent: '',
  label,
});

const notFound = (identifier: string, label: string | undefined): Refused =>
  refusal(
    'OBJECT_NOT_FOUND',
    `There is no template ${identifier} ${label === undefined ? 'with a stable version' : `of version ${label}`} here.`,
    { identifier },
  );
