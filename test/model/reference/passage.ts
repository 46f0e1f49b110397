import { type Item, termsOf } from './elements.ts';
import type { Ground } from './ground.ts';
import { instanceKeys } from './instances.ts';
import type { Scope } from './scope.ts';
import { type End, isGood, type Past, pastOf, worstPast } from './words.ts';

/** How far an execution of the model has come: past which items, and how all went that is behind each of them. */
export class Passage {
  readonly #ground: Ground;
  /** Through what one has come past an item: what was before it, and itself. */
  readonly #through = new Map<Item, Past>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  isPast(item: Item): boolean {
    return this.#through.has(item);
  }

  /** Whether all that an item stands after is behind it. */
  isFree = (item: Item): boolean => item.after.every((each) => this.#through.has(each));

  /** The item is over. */
  leave(item: Item): void {
    this.#through.set(item, worstPast(this.#beside(item), this.#endOf(item)));
  }

  /** The item never has a turn: what was before it is before what comes after it. */
  passOver(item: Item, past: Past): void {
    this.#through.set(item, past);
  }

  /**
   * What came before an item, and before the groups and loops that it stands in. One without a `when` of its own is
   * spared what a group around it has agreed to run after. In a rollback only the rollback counts.
   */
  before(item: Item, scope: Scope): Past {
    const { when } = termsOf(item.element);
    let past = this.#beside(item);
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      if (at.kind !== 'group' && at.kind !== 'loop') break;
      if (when === undefined && at.when !== undefined && at.when.status !== 'Success') break;
      if (at.item !== undefined) past = worstPast(past, this.#beside(at.item));
    }
    return past;
  }

  #beside = ({ after }: Item): Past =>
    worstPast(...after.map((each) => this.#through.get(each) ?? 'clean'));

  /** A looped stage is undone when every instance that did not end well is. */
  #endOf({ element, key }: Item): Past {
    const end = this.#end(key);
    const { strategy } = termsOf(element);
    if (strategy === undefined || element.kind !== 'stage') return pastOf(end, element.kind);
    const failed = instanceKeys(key, strategy)
      .flatMap((each) => this.#ground.ends.get(each) ?? [])
      .filter(({ status }) => !isGood(status));
    const undone = failed.length > 0 && failed.every((each) => each.undone === true);
    return undone ? 'undone' : pastOf(end, 'loop');
  }

  #end(key: string): End {
    const end = this.#ground.ends.get(key);
    if (end === undefined) throw new Error(`${key} is not over`);
    return end;
  }
}
