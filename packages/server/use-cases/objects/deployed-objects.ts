/** What the stages of a pipeline deploy and where to, read once for the whole execution (I11). */
import type { Problem, Scope, Text } from '@reprise/core';
import type { KnownGroup, KnownObject } from '@reprise/core/execution';
import { readDeployable } from '@reprise/core/objects';
import {
  isLiteral,
  isMeant,
  type WantedGroup,
  type WantedObject,
  type WantedPart,
} from '@reprise/core/pipeline';
import type { ObjectScope, StoredObject } from '../../ports/index.ts';
import type { Caller } from '../answer.ts';
import {
  LEVELS,
  type Level,
  placeOf,
  type ReferencePlace,
  refAt,
} from '../references/reference-place.ts';
import { type LostReference, type ReferenceNeeds, thereIsNo } from '../references/where-missing.ts';
import { groupNamed } from './environment-groups.ts';
import { scopesAround } from './object-scope.ts';

/** More than this no execution keeps, for the sake of a reference that only it can work out. */
const MOST_OBJECTS = 500;
const MOST_CHARACTERS = 2_000_000;

export interface DeployedObjects {
  readonly objects: readonly KnownObject[];
  /** The groups that are stored, as stages refer to them. */
  readonly groups: Readonly<Record<string, KnownGroup>>;
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
  return {
    objects: [...collection.found.values()],
    groups: Object.fromEntries(collection.groups),
    problems: collection.problems,
  };
}

class Collection {
  readonly found = new Map<string, KnownObject>();
  readonly groups = new Map<string, KnownGroup>();
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

  take(wanted: WantedObject): Promise<void> {
    return wanted.kind === 'environmentGroup' ? this.#takeGroup(wanted) : this.#takePart(wanted);
  }

  async #takePart(wanted: WantedPart): Promise<void> {
    const { use, environment, every, filters = [] } = wanted;
    const holders = environment === undefined ? [undefined] : this.#environments(environment.ref);
    const literal = isLiteral(use.ref) && (environment === undefined || isLiteral(environment.ref));
    const candidates: KnownObject[] = [];
    for (const holder of holders) {
      const found = await this.#candidates(wanted, holder);
      candidates.push(
        ...found.filter(({ tags = {} }) => !every || isMeant(filters, 'infrastructures', tags)),
      );
    }
    if (literal && holders.length > 0) {
      if (every) await this.#checkAll(wanted, candidates);
      else await this.#check(wanted, candidates[0]);
    }
    this.#keep(wanted, candidates);
  }

  /** The environments that a group holds, with their infrastructures: those that filters let through. */
  async #takeGroup(wanted: WantedGroup): Promise<void> {
    const { ref } = wanted.use;
    if (!isLiteral(ref)) return;
    const group = await groupNamed(this.#needs, this.#scope, ref.text);
    if (group !== null) this.groups.set(ref.text, group);
    if (!wanted.every) return;
    if (group === null)
      return this.#reportLost({ kind: 'environmentGroup', reference: ref.text }, ref);
    const before = this.problems.length;
    let places = 0;
    for (const text of group.environments) places += await this.#takeMember(wanted, text);
    if (places > 0 || this.problems.length > before) return;
    const message = `The environment group "${ref.text}" holds no environment with an infrastructure that its filters let through.`;
    this.#report('missing-object', message, ref);
  }

  /** One environment of a group; answers how many infrastructures of it are meant. */
  async #takeMember({ use, filters = [] }: WantedGroup, text: string): Promise<number> {
    const environment = { ref: { ...use.ref, text } };
    const [found] = await this.#candidates({ kind: 'environment', use: environment });
    if (found === undefined) {
      const around = ` The environment group "${use.ref.text}" holds it.`;
      await this.#reportLost({ kind: 'environment', reference: text }, use.ref, around);
      return 0;
    }
    if (!isMeant(filters, 'environments', found.tags ?? {})) return 0;
    await this.#takePart({ kind: 'environment', use: environment });
    const every = { kind: 'infrastructure', use: environment, environment, every: true } as const;
    const inside = await this.#candidates(every, text);
    const meant = inside.filter(({ tags = {} }) => isMeant(filters, 'infrastructures', tags));
    // One that filters leave nothing of is passed over; one that has nothing at all is a mistake.
    if (meant.length > 0 || inside.length === 0) await this.#takePart({ ...every, filters });
    return meant.length;
  }

  /** The environments that a reference may mean, of those that are found already. */
  #environments(ref: Text): readonly string[] {
    const all = [...this.found.values()].filter(({ kind }) => kind === 'environment');
    return all.map((each) => each.ref).filter((each) => !isLiteral(ref) || each === ref.text);
  }

  async #candidates(
    { kind, use, every }: WantedPart,
    holder?: string,
  ): Promise<readonly KnownObject[]> {
    const within = holder === undefined ? null : placeOf(holder);
    const parent = within?.identifier ?? '';
    const known = (level: Level, { identifier, yaml, tags }: StoredObject): KnownObject => ({
      kind,
      ref: within === null ? refAt(level, identifier) : identifier,
      ...(holder !== undefined && { environment: holder }),
      yaml,
      ...(Object.keys(tags).length > 0 && { tags }),
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

  async #check(wanted: WantedPart, object: KnownObject | undefined): Promise<void> {
    const { kind, use, environment } = wanted;
    if (object === undefined) {
      const holder = environment === undefined ? {} : { holder: environment.ref.text };
      return this.#reportLost({ kind, reference: use.ref.text, ...holder }, use.ref);
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

  /** All infrastructures of an environment that are meant: there is one at least, and none needs inputs. */
  async #checkAll({ use, filters }: WantedPart, objects: readonly KnownObject[]): Promise<void> {
    if (objects.length === 0) {
      const message =
        filters === undefined
          ? `The environment "${use.ref.text}" has no infrastructure to deploy to. Store one first.`
          : `The environment "${use.ref.text}" has no infrastructure that its filters let through.`;
      this.#report('missing-object', message, use.ref);
    }
    for (const object of objects) {
      await this.#check(
        { kind: 'infrastructure', use: { ref: { ...use.ref, text: object.ref } } },
        object,
      );
    }
  }

  #keep({ kind, use }: WantedPart, objects: readonly KnownObject[]): void {
    for (const object of objects) {
      const name = JSON.stringify([object.kind, object.environment ?? null, object.ref]);
      if (this.found.has(name)) continue;
      this.found.set(name, object);
      this.#characters += object.yaml.length;
    }
    const tooMany = this.found.size > MOST_OBJECTS || this.#characters > MOST_CHARACTERS;
    if (!tooMany) return;
    const message = `There are too many objects that this ${kind} could be: name it without an expression, or make it a runtime input.`;
    this.#report('too-many-objects', message, use.ref);
  }

  async #reportLost(lost: LostReference, at: Text, around = ''): Promise<void> {
    const message = await thereIsNo(this.#needs, this.#caller, this.#scope, lost);
    this.#report('missing-object', `${message}${around}`, at);
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
