/** What the stages of a pipeline deploy and where to, read once for the whole execution (I11). */
import type { Problem, Scope, Text } from '@reprise/core';
import type { KnownObject } from '@reprise/core/execution';
import { readDeployable } from '@reprise/core/objects';
import { isLiteral, type WantedObject } from '@reprise/core/pipeline';
import type { ObjectScope, StoredObject } from '../../ports/index.ts';
import type { Caller } from '../answer.ts';
import {
  LEVELS,
  type Level,
  placeOf,
  type ReferencePlace,
  refAt,
} from '../references/reference-place.ts';
import { type ReferenceNeeds, thereIsNo } from '../references/where-missing.ts';
import { scopesAround } from './object-scope.ts';

/** More than this no execution keeps, for the sake of a reference that only it can work out. */
const MOST_OBJECTS = 500;
const MOST_CHARACTERS = 2_000_000;

export interface DeployedObjects {
  readonly objects: readonly KnownObject[];
  /** The place of each reference that leads nowhere, or to what cannot be used. */
  readonly problems: readonly Problem[];
}

/**
 * The objects that an execution may ask for which wants these, environments before the infrastructures in them. A
 * literal reference brings the one object, which must be there and take the inputs that the stage gives; an expression
 * brings all that it could mean.
 */
export async function deployedObjects(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  wanted: readonly WantedObject[],
): Promise<DeployedObjects> {
  const collection = new Collection(needs, caller, scope);
  for (const each of wanted) await collection.take(each);
  return { objects: [...collection.found.values()], problems: collection.problems };
}

class Collection {
  readonly found = new Map<string, KnownObject>();
  readonly problems: Problem[] = [];
  readonly #needs: ReferenceNeeds;
  readonly #caller: Caller;
  readonly #scope: Scope;
  readonly #scopes: ReturnType<typeof scopesAround>;
  #characters = 0;

  constructor(needs: ReferenceNeeds, caller: Caller, scope: Scope) {
    this.#needs = needs;
    this.#caller = caller;
    this.#scope = scope;
    this.#scopes = scopesAround(scope);
  }

  async take(wanted: WantedObject): Promise<void> {
    const { kind, use, environment, every } = wanted;
    const holders = environment === undefined ? [undefined] : this.#environments(environment.ref);
    const literal = isLiteral(use.ref) && (environment === undefined || isLiteral(environment.ref));
    const candidates: KnownObject[] = [];
    for (const holder of holders) candidates.push(...(await this.#candidates(wanted, holder)));
    if (literal && holders.length > 0) {
      if (every) await this.#checkAll(wanted, candidates);
      else await this.#check(wanted, candidates[0]);
    }
    for (const each of candidates) this.#keep(each);
    const tooMany = this.found.size > MOST_OBJECTS || this.#characters > MOST_CHARACTERS;
    if (!tooMany) return;
    const message = `There are too many objects that this ${kind} could be: name it without an expression, or make it a runtime input.`;
    this.#report('too-many-objects', message, use.ref);
  }

  /** The environments that a reference may mean, of those that are found already. */
  #environments(ref: Text): readonly string[] {
    const all = [...this.found.values()].filter(({ kind }) => kind === 'environment');
    return all.map((each) => each.ref).filter((each) => !isLiteral(ref) || each === ref.text);
  }

  async #candidates(
    { kind, use, every }: WantedObject,
    holder?: string,
  ): Promise<readonly KnownObject[]> {
    const within = holder === undefined ? null : placeOf(holder);
    const parent = within?.identifier ?? '';
    const known = (level: Level, { identifier, yaml }: StoredObject): KnownObject => ({
      kind,
      ref: within === null ? refAt(level, identifier) : identifier,
      ...(holder !== undefined && { environment: holder }),
      yaml,
    });
    const { objects } = this.#needs.store;
    if (isLiteral(use.ref) && !every) {
      const { level, identifier } =
        within === null ? placeOf(use.ref.text) : atSameLevel(within, use.ref.text);
      const key = { kind, scope: this.#scopes[level], identifier, parent, label: '' };
      const object = await objects.get(key);
      return object === null ? [] : [known(level, object)];
    }
    const found: KnownObject[] = [];
    for (const level of within === null ? LEVELS : [within.level]) {
      const scope: ObjectScope = this.#scopes[level];
      const page = await objects.list({ kind, scope, parent }, 0, MOST_OBJECTS + 1);
      found.push(...page.items.map((each) => known(level, each)));
    }
    return found;
  }

  async #check(wanted: WantedObject, object: KnownObject | undefined): Promise<void> {
    const { kind, use, environment } = wanted;
    if (object === undefined) {
      const holder = environment === undefined ? {} : { holder: environment.ref.text };
      const lost = { kind, reference: use.ref.text, ...holder };
      const message = await thereIsNo(this.#needs, this.#caller, this.#scope, lost);
      this.#report('missing-object', message, use.ref);
      return;
    }
    const read = readDeployable(kind, object.yaml, use.inputs);
    if (read.ok) return;
    for (const { file, line, message } of read.error) {
      const where = file === 'inputs' ? 'its inputs' : `line ${line} of its YAML`;
      this.#report(
        'unusable-object',
        `The ${kind} "${use.ref.text}", ${where}: ${message}`,
        use.ref,
      );
    }
  }

  /** All infrastructures of an environment: there is one at least, and none needs inputs. */
  async #checkAll({ use }: WantedObject, objects: readonly KnownObject[]): Promise<void> {
    if (objects.length === 0) {
      const message = `The environment "${use.ref.text}" has no infrastructure to deploy to. Store one first.`;
      this.#report('missing-object', message, use.ref);
    }
    for (const object of objects) {
      await this.#check(
        { kind: 'infrastructure', use: { ref: { ...use.ref, text: object.ref } } },
        object,
      );
    }
  }

  #keep(object: KnownObject): void {
    const name = JSON.stringify([object.kind, object.environment ?? null, object.ref]);
    if (this.found.has(name)) return;
    this.found.set(name, object);
    this.#characters += object.yaml.length;
  }

  #report(code: string, message: string, { at }: Text): void {
    this.problems.push({ severity: 'error', code, message, ...at });
  }
}

/** An infrastructure lives where its environment does. */
const atSameLevel = ({ level }: ReferencePlace, ref: string): ReferencePlace => ({
  level,
  identifier: placeOf(ref).identifier,
});
