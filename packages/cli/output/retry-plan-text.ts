import type { RetryPlanDocument } from '@reprise/api';
import { commandHere, type Reach } from '../progress/next-command.ts';
import type { Colours } from '../terminal.ts';
import { changesText } from './changes-text.ts';
import { oneLine } from './sanitise.ts';
import { table } from './table.ts';
import { formatLength } from './time.ts';

/** A retry plan for people: the fate of each stage with its reason, and the time that is saved. */
export function retryPlanText(
  plan: RetryPlanDocument,
  colours: Colours,
  reach: Reach | null,
): string {
  const reused = plan.stages.filter(({ decision }) => decision === 'reuse').length;
  const running = plan.stages.length - reused;
  const onlyFailed = plan.runAllStages ? '' : ' --only-failed';
  const chained = plan.stages.some(({ child }) => child !== undefined) ? ' --retry-chained' : '';
  const command = `retry ${plan.sourceExecutionId} --from ${plan.from.join(' ')}${onlyFailed}${chained}`;
  return (
    fatesText(plan, colours) +
    changesText(plan) +
    `\n${reused} reused${andInstances(plan)}, ${running} to run; saves ${formatLength(plan.savedTime)}.\n` +
    `Nothing was started.${reach === null ? '' : ` To do it: ${commandHere(reach, command)}`}\n` +
    (reach === null ? '' : `To do exactly this or nothing: the same with --plan ${plan.digest}\n`)
  );
}

/** The fate of each stage, and why; of each instance where they differ. */
export function fatesText({ stages }: RetryPlanDocument, colours: Colours): string {
  const rows = stages.flatMap((stage) => [
    fateRow(stage, '', colours),
    // Of a looped stage whose instances all have its own fate there is nothing more to tell.
    ...(stage.instances?.some(({ decision }) => decision !== stage.decision)
      ? stage.instances.map((instance) => fateRow(instance, '  ', colours))
      : []),
  ]);
  return table(['', 'STAGE', 'WAS', 'WHY'], rows);
}

/** The instances that are reused of stages that run. */
function andInstances({ stages }: RetryPlanDocument): string {
  const running = stages.filter(({ decision }) => decision === 'run');
  const instances = running.flatMap((stage) => stage.instances ?? []);
  const reused = instances.filter(({ decision }) => decision === 'reuse').length;
  return reused === 0 ? '' : `, and ${reused} of ${instances.length} instances`;
}

type Fate = Pick<
  RetryPlanDocument['stages'][number],
  'decision' | 'name' | 'sourceStatus' | 'reason'
>;

const fateRow = (
  { decision, name, sourceStatus, reason }: Fate,
  indent: string,
  colours: Colours,
): readonly string[] => [
  decision === 'reuse' ? colours.cyan('↻ reuse') : colours.green('▶ run'),
  indent + oneLine(name),
  sourceStatus,
  colours.dim(oneLine(reason)),
];
