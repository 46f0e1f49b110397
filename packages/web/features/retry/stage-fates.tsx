import type { RetryPlanDocument } from '@reprise/api';
import { Play, Recycle } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import type { ProjectParams } from '../../api/scope.ts';
import { executionPath } from '../../components/links.ts';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { TextLink } from '../../components/text-link.tsx';

type PlannedStage = RetryPlanDocument['stages'][number];
type Fate = Pick<
  PlannedStage,
  'identifier' | 'name' | 'decision' | 'reason' | 'sourceStatus' | 'originExecutionId'
>;

interface StageFatesProps {
  readonly where: ProjectParams;
  readonly stages: readonly PlannedStage[];
}

/** So much of what comes before the first stage that runs is left in view. */
const LED_BY = 180;

/**
 * The stages from left to right, parallel ones below each other, those that run first, each with what will happen to it
 * and why. Of more than fit, those are in view where running begins.
 */
export const StageFates = memo(function StageFates({ where, stages }: StageFatesProps) {
  const first = stages.find(({ decision }) => decision === 'run')?.row;
  const ref = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const list = ref.current;
    const begins = list?.querySelector('[data-first-run]');
    if (list === null || !(begins instanceof HTMLElement)) return;
    list.scrollLeft = begins.offsetLeft - LED_BY;
    list.scrollTop = begins.offsetTop;
  }, [first]);
  return (
    <ol
      ref={ref}
      aria-label="What the retry does"
      tabIndex={0}
      className="relative flex max-h-[75dvh] flex-col gap-3 overflow-auto sm:flex-row sm:pb-2"
    >
      {rowsOf(stages).map(([row, members]) => (
        <li
          key={row}
          className="sm:max-w-60 sm:min-w-40 sm:grow sm:basis-0"
          {...(row === first && { 'data-first-run': true })}
        >
          <ul className="flex flex-col gap-3">
            {members.map((stage) => (
              <li key={stage.identifier}>
                <FateCard where={where} fate={stage} />
                <Instances where={where} stage={stage} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
});

/** The stages that stand below each other, by their row, those that run first. */
function rowsOf(stages: readonly PlannedStage[]) {
  const rows = new Map<number, PlannedStage[]>();
  for (const stage of stages) {
    const members = rows.get(stage.row);
    if (members === undefined) rows.set(stage.row, [stage]);
    else members.push(stage);
  }
  return [...rows].map(([row, members]) => [row, members.toSorted(byDecision)] as const);
}

const byDecision = (a: PlannedStage, b: PlannedStage): number =>
  Number(a.decision === 'reuse') - Number(b.decision === 'reuse');

const LOOKS = {
  run: { word: 'Runs', Icon: Play, card: 'border-active', text: 'text-active' },
  reuse: { word: 'Reused', Icon: Recycle, card: 'border-dashed border-good', text: 'text-good' },
} as const;

function FateCard({ where, fate }: { readonly where: ProjectParams; readonly fate: Fate }) {
  const { word, Icon, card, text } = LOOKS[fate.decision];
  return (
    <article data-decision={fate.decision} className={`rounded-lg border-2 bg-surface p-3 ${card}`}>
      <div className="flex flex-col-reverse">
        <h3 className="font-medium break-words">{fate.name}</h3>
        <span className={`flex items-center gap-1 text-sm font-semibold ${text}`}>
          <Icon aria-hidden size={15} />
          {word}
        </span>
      </div>
      <p className="mt-1 flex items-center gap-2 text-sm">
        <span className="text-muted">was</span>
        <StatusBadge status={fate.sourceStatus} />
      </p>
      <p className="mt-1 text-sm break-words text-muted">{fate.reason}</p>
      {fate.originExecutionId !== null && (
        <TextLink to={executionPath(where, fate.originExecutionId)} className="mt-1 block text-sm">
          Where it ran
        </TextLink>
      )}
    </article>
  );
}

/** Of a looped stage: what happens to each instance, when that differs. */
function Instances({
  where,
  stage,
}: {
  readonly where: ProjectParams;
  readonly stage: PlannedStage;
}) {
  const { instances = [], decision } = stage;
  if (instances.every((instance) => instance.decision === decision)) return null;
  return (
    <ul className="mt-2 flex flex-col gap-2 border-l-2 border-line pl-3">
      {instances.map((instance) => (
        <li key={instance.identifier}>
          <FateCard where={where} fate={instance} />
        </li>
      ))}
    </ul>
  );
}
