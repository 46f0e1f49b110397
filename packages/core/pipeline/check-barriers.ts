import { didYouMean, type Position, type Text } from '@reprise/core';
import type { Report } from '../yaml/index.ts';
import type { Pipeline, StageEntry, StepEntry } from './model.ts';

type Undone = {
  readonly steps: readonly StepEntry[];
  readonly rollbackSteps?: readonly StepEntry[];
};

/**
 * Checks that the barriers that steps name exist, and that none of them is waited at both by steps and by what undoes
 * those: the two would never meet.
 */
export function checkBarriers({ barriers = [], stages }: Pipeline, report: Report): void {
  const known = new Map<string, Position>();
  for (const { identifier, at } of barriers) {
    const other = known.get(identifier);
    if (other === undefined) known.set(identifier, at);
    else {
      const message = `Another barrier has the identifier "${identifier}" already, at line ${other.line}.`;
      report.error('duplicate-identifier', message, at);
    }
  }
  for (const place of stages.flatMap(undonesOf)) {
    for (const ref of ownRefs(place.steps)) checkKnown(ref, known, report);
    for (const ref of ownRefs(place.rollbackSteps)) checkKnown(ref, known, report);
    checkRollback(place, report);
  }
}

function checkKnown(
  { text, at }: Text,
  known: ReadonlyMap<string, Position>,
  report: Report,
): void {
  if (known.has(text) || text.startsWith('<+input>')) return;
  const message = text.includes('<+')
    ? 'A barrier is named as it is, not by an expression: who meets must be known before anything runs.'
    : `There is no barrier "${text}".${didYouMean(text, known.keys())} Barriers are listed in flowControl.barriers of the pipeline.`;
  report.error('unknown-barrier', message, at);
}

function checkRollback({ steps, rollbackSteps }: Undone, report: Report): void {
  const before = new Map(allRefs(steps).map(({ text, at }) => [text, at]));
  for (const { text, at } of allRefs(rollbackSteps)) {
    const other = before.get(text);
    if (other === undefined) continue;
    const message = `The barrier "${text}" is waited at before the rollback already, at line ${other.line}: use another one here.`;
    report.error('bad-value', message, at);
  }
}

/** The stages and groups of an entry: whatever has steps and what undoes them. */
function undonesOf(entry: StageEntry | StepEntry): readonly Undone[] {
  switch (entry.kind) {
    case 'stage':
      return withInner(entry.stage);
    case 'group':
      return withInner(entry.group);
    case 'step':
      return [];
    case 'parallel':
      return 'stages' in entry ? entry.stages.flatMap(undonesOf) : entry.steps.flatMap(undonesOf);
  }
}

const withInner = (place: Undone): readonly Undone[] => [
  place,
  ...place.steps.flatMap(undonesOf),
  ...(place.rollbackSteps ?? []).flatMap(undonesOf),
];

/** The barriers that the steps of a list wait at, without those in its groups. */
function ownRefs(entries: readonly StepEntry[] = []): readonly Text[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'parallel') return ownRefs(entry.steps);
    if (entry.kind === 'group' || entry.step.spec.type !== 'Barrier') return [];
    return [entry.step.spec.barrierRef];
  });
}

const allRefs = (entries: readonly StepEntry[] = []): readonly Text[] => [
  ...ownRefs(entries),
  ...entries
    .flatMap(undonesOf)
    .flatMap(({ steps, rollbackSteps }) => [...ownRefs(steps), ...ownRefs(rollbackSteps)]),
];
