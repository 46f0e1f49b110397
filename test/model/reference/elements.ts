import type {
  FailureStrategy,
  Pipeline,
  Stage,
  StageEntry,
  Step,
  StepEntry,
  StepGroup,
  Strategy,
  When,
} from '@reprise/core/pipeline';

/** What a pipeline is made of. Each is known by its key: the path that leads to it. */
export type Element =
  | { readonly kind: 'stage'; readonly of: Stage }
  | { readonly kind: 'group'; readonly of: StepGroup }
  | { readonly kind: 'step'; readonly of: Step };

/** One element in its place: it stands after others of the same list. */
export interface Item {
  readonly element: Element;
  readonly key: string;
  readonly after: readonly Item[];
}

/** What a stage or group asks of time and of failures. A looped element asks it for each instance. */
export interface Terms {
  readonly when?: When;
  readonly strategy?: Strategy;
  readonly timeout?: number;
  readonly strategies: readonly FailureStrategy[];
}

export function termsOf({ kind, of }: Element): Terms {
  const timeout = kind === 'group' ? undefined : of.timeout;
  return {
    ...(of.when !== undefined && { when: of.when }),
    ...(of.strategy !== undefined && { strategy: of.strategy }),
    ...(timeout !== undefined && { timeout }),
    strategies: of.failureStrategies ?? [],
  };
}

/** The stages of a pipeline: by what they depend on once one says so, else by the order of the list. */
export function stageItems({ stages }: Pipeline): readonly Item[] {
  const all = stages.flatMap(membersOf);
  if (!all.some(({ dependsOn }) => dependsOn !== undefined)) {
    return inRows(stages.map(membersOf), (of) => [{ kind: 'stage', of }, stagePath(of)]);
  }
  const items = new Map<string, Item>();
  const place = (of: Stage): Item => {
    const known = items.get(of.identifier);
    if (known !== undefined) return known;
    const before = all.filter(({ identifier }) => of.dependsOn?.includes(identifier));
    const item: Item = {
      element: { kind: 'stage', of },
      key: stagePath(of),
      after: before.map(place),
    };
    items.set(of.identifier, item);
    return item;
  };
  return all.map(place);
}

const stagePath = ({ identifier }: Stage): string => `pipeline.stages.${identifier}`;

const membersOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(membersOf);

/** The steps and groups in a stage or group that has this key. */
export function partsOf({ kind, of }: Element, key: string): readonly Item[] {
  if (kind === 'step') return [];
  return stepItems(of.steps, kind === 'stage' ? `${key}.spec.execution.steps.` : `${key}.steps.`);
}

/** The key of what undoes a stage or group, and the steps in it; null when nothing does. */
export function undoingOf(
  { kind, of }: Element,
  key: string,
): { readonly key: string; readonly items: readonly Item[] } | null {
  if (kind === 'step' || of.rollbackSteps === undefined || of.rollbackSteps.length === 0) {
    return null;
  }
  const undo = kind === 'stage' ? `${key}.spec.execution.rollbackSteps` : `${key}.rollbackSteps`;
  return { key: undo, items: stepItems(of.rollbackSteps, `${undo}.`) };
}

function stepItems(entries: readonly StepEntry[], prefix: string): readonly Item[] {
  return inRows(
    entries.map((entry) => elementsOf(entry)),
    (element) => [element, `${prefix}${element.of.identifier}`],
  );
}

function elementsOf(entry: StepEntry): readonly Element[] {
  if (entry.kind === 'parallel') return entry.steps.flatMap(elementsOf);
  return [
    entry.kind === 'step' ? { kind: 'step', of: entry.step } : { kind: 'group', of: entry.group },
  ];
}

function inRows<Member>(
  rows: readonly (readonly Member[])[],
  place: (member: Member) => readonly [Element, string],
): readonly Item[] {
  const items: Item[] = [];
  let after: readonly Item[] = [];
  for (const members of rows) {
    if (members.length === 0) continue;
    const row = members.map((member): Item => {
      const [element, key] = place(member);
      return { element, key, after };
    });
    items.push(...row);
    after = row;
  }
  return items;
}
