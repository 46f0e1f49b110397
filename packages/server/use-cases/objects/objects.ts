/** Storing, reading and removing objects of every kind. */
import { ok, refused } from '@reprise/core';
import {
  type DocumentKind,
  environmentOfOverride,
  inWords,
  type ObjectDocument,
  type ReadDocument,
  readObject,
} from '@reprise/core/objects';
import type { NewObject, ObjectKey, ObjectScope, Page, StoredObject } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal, yamlRefusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { mergedHint, openLevel, permissionFor } from './object-scope.ts';
import { overrideProblem } from './overrides.ts';
import { putSecretValue, valueProblem } from './secret-values.ts';

export interface ObjectsInput {
  readonly kind: DocumentKind;
  readonly scope: ScopeHint;
}
export interface ObjectInput extends ObjectsInput {
  readonly identifier: string;
  /** The environment of an infrastructure; what an override is called says its own. */
  readonly parent?: string | undefined;
}
export interface NewObjectInput extends ObjectsInput {
  /** Harness's YAML for the kind, or the same as JSON. */
  readonly text: string;
  /** The content of a secret that is a file, which its document does not have. */
  readonly file?: string | undefined;
}
export interface ChangedObjectInput extends NewObjectInput {
  /** What the request says that it changes, if it says so outside the text. */
  readonly identifier?: string | undefined;
}
export interface ObjectListInput extends ObjectsInput {
  readonly search?: string | undefined;
  readonly parent?: string | undefined;
  readonly page: number;
  readonly size: number;
}

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** Stores a new object. */
export const createObject: UseCase<NewObjectInput, StoredObject> = async (needs, caller, input) => {
  const given = await openDocument(needs, caller, input);
  if (!given.ok) return given;
  const { object, secretValue } = given.value;
  if (object.kind === 'secret' && secretValue === null) return refused(noValue(object));
  const created = await needs.store.objects.create(object, needs.clock.now());
  if (!created.ok) return refused(objectExists(object));
  // A crash in between leaves a secret without a value, which its first use says; never a value without a secret.
  if (secretValue !== null) await putSecretValue(needs, object, secretValue);
  return created;
};

/** Saves an object that exists. A secret that comes without a value keeps the one it has. */
export const updateObject: UseCase<ChangedObjectInput, StoredObject> = async (
  needs,
  caller,
  input,
) => {
  const given = await openDocument(needs, caller, input);
  if (!given.ok) return given;
  const { object, secretValue } = given.value;
  const { identifier = object.identifier } = input;
  if (identifier !== object.identifier) {
    const message = `The request is for the ${inWords(input.kind)} ${identifier}, and its YAML is of ${object.identifier}. An identifier cannot be changed.`;
    return refused(refusal('IDENTIFIER_MISMATCH', message));
  }
  const saved = await needs.store.objects.update(object, needs.clock.now());
  if (!saved.ok) return refused(objectNotFound(input.kind, identifier));
  if (secretValue !== null) await putSecretValue(needs, object, secretValue);
  return saved;
};

export const getObject: UseCase<ObjectInput, StoredObject> = async (needs, caller, input) => {
  const { kind, identifier } = input;
  const scope = await openLevel(needs, caller, permissionFor(kind, 'view'), input.scope);
  if (!scope.ok) return scope;
  const key = keyOf(scope.value, input);
  const found = key === null ? null : await needs.store.objects.get(key);
  return found === null ? refused(objectNotFound(kind, identifier)) : ok(found);
};

/** Removes an object, with all that only it holds: a secret's value, an environment's infrastructures and overrides. */
export const deleteObject: UseCase<ObjectInput, null> = async (needs, caller, input) => {
  const { kind, identifier } = input;
  const scope = await openLevel(needs, caller, permissionFor(kind, 'delete'), input.scope);
  if (!scope.ok) return scope;
  const key = keyOf(scope.value, input);
  if (key === null) return refused(objectNotFound(kind, identifier));
  if (kind === 'secret') await needs.store.secrets.remove(key);
  if (kind === 'environment') await removeWhatItHolds(needs, key);
  const removed = await needs.store.objects.remove(key);
  return removed ? ok(null) : refused(objectNotFound(kind, identifier));
};

export const listObjects: UseCase<ObjectListInput, Page<StoredObject>> = async (
  needs,
  caller,
  { kind, scope: hint, search, parent, page, size },
) => {
  const scope = await openLevel(needs, caller, permissionFor(kind, 'view'), hint);
  if (!scope.ok) return scope;
  const filter = {
    kind,
    scope: scope.value,
    ...(parent === undefined ? {} : { parent }),
    ...(search === undefined ? {} : { search }),
  };
  return ok(await needs.store.objects.list(filter, page * size, size));
};

/** What a request brings, once it is in order and the caller may store it where it goes. */
async function openDocument(
  needs: UseCaseNeeds,
  caller: Caller,
  { kind, scope: hint, text, file }: NewObjectInput,
): Answer<{ readonly object: NewObject; readonly secretValue: string | null }> {
  const read = readObject(kind, text);
  if (!read.ok) {
    return refused(
      yamlRefusal('INVALID_OBJECT', `The ${inWords(kind)} cannot be stored:`, read.error),
    );
  }
  const { document: said, secretValue } = read.value;
  if (file !== undefined && said.details['type'] !== 'SecretFile') return refused(noFile(said));
  const given = { ...read.value, secretValue: file ?? secretValue };
  const where = mergedHint(hint, said);
  if (!where.ok) return where;
  const scope = await openLevel(needs, caller, permissionFor(kind, 'edit'), where.value);
  if (!scope.ok) return scope;
  const problem = await problemOf(needs, scope.value, given);
  if (problem !== null) return refused(problem);
  const { orgIdentifier: _, projectIdentifier: __, ...document } = said;
  const object = { ...document, scope: scope.value, label: '', yaml: read.value.yaml };
  return ok({ object, secretValue: given.secretValue });
}

async function problemOf(
  { store }: UseCaseNeeds,
  scope: ObjectScope,
  { document, secretValue }: ReadDocument,
): Promise<Refused | null> {
  const { kind, parent } = document;
  if (secretValue !== null) return valueProblem(secretValue);
  if (kind === 'override') return overrideProblem({ store }, scope, document);
  if (kind !== 'infrastructure') return null;
  const environment = { scope, identifier: parent, parent: '', label: '' };
  if ((await store.objects.get({ kind: 'environment', ...environment })) !== null) return null;
  const message = `The environmentRef names "${parent}", and there is no such environment where the infrastructure is to be. Create the environment first.`;
  return refusal('INVALID_OBJECT', message, { environmentRef: parent });
}

/** Null when the identifier cannot be anybody's. */
function keyOf(
  scope: ObjectScope,
  { kind, identifier, parent = '' }: ObjectInput,
): ObjectKey | null {
  if (kind === 'override') {
    const environment = environmentOfOverride(identifier);
    return { kind, scope, identifier, parent: environment, label: '' };
  }
  return IDENTIFIER.test(identifier) ? { kind, scope, identifier, parent, label: '' } : null;
}

/** Its infrastructures, and the overrides that are stored beside it. */
async function removeWhatItHolds(
  { store: { objects } }: UseCaseNeeds,
  { scope, identifier }: ObjectKey,
): Promise<void> {
  const ref = scope.level === 'project' ? identifier : `${scope.level}.${identifier}`;
  const held = [
    { kind: 'infrastructure', scope, parent: identifier },
    { kind: 'override', scope, parent: ref },
  ] as const;
  for (const filter of held) {
    for (;;) {
      const { items } = await objects.list(filter, 0, 100);
      if (items.length === 0) break;
      for (const item of items) await objects.remove(item);
    }
  }
}

const objectNotFound = (kind: DocumentKind, identifier: string): Refused =>
  refusal('OBJECT_NOT_FOUND', `There is no ${inWords(kind)} ${identifier} here.`, {
    kind,
    identifier,
  });

const objectExists = ({ kind, identifier }: NewObject): Refused =>
  refusal(
    'OBJECT_EXISTS',
    `There is already a ${kind} ${identifier} here. Update it, or choose another identifier.`,
    { kind, identifier },
  );

function noValue({ identifier, details }: NewObject): Refused {
  const how =
    details['type'] === 'SecretFile'
      ? 'send its content as the field "file" of a form to /ng/api/v2/secrets/files'
      : 'give one as spec.value';
  return refusal('INVALID_OBJECT', `The secret ${identifier} has no value: ${how}.`, {
    identifier,
  });
}

const noFile = ({ identifier }: ObjectDocument): Refused =>
  refusal(
    'INVALID_OBJECT',
    `The secret ${identifier} comes with a file, and is none: its type is to be SecretFile.`,
    { identifier },
  );
