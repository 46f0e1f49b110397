import type { ExecutionDetail, ExecutionNode } from '@reprise/api';
import { chainedRetryCommand, type Reach, retryCommand } from '../progress/next-command.ts';
import { nodesOf } from '../progress/nodes-of.ts';
import type { Colours } from '../terminal.ts';
import { remarksOn } from './node-remark.ts';
import { oneLine } from './sanitise.ts';
import { statusMark, statusText } from './status.ts';
import { table } from './table.ts';
import { formatMoment, formatSpan } from './time.ts';

export interface Showing {
  readonly colours: Colours;
  readonly now: number;
  /** How a later command comes to the execution; null when none can. */
  readonly reach: Reach | null;
}

/** An execution for people: what it is, the tree of its nodes, and what can be done next. */
export function executionText(detail: ExecutionDetail, { colours, now, reach }: Showing): string {
  const { pipelineExecutionSummary: summary } = detail;
  const nodes = nodesOf(detail);
  const { retryInfo } = summary;
  const { rerunInfo } = summary.executionTriggerInfo;
  const facts = [
    ['execution', summary.planExecutionId],
    ['status', `${statusMark(summary.status, colours)} ${statusText(summary.status, colours)}`],
    ['started', formatMoment(summary.startTs)],
    ['took', formatSpan(summary.startTs, summary.endTs, now)],
    ...(retryInfo.parentRetryId === null ? [] : [['retry of', retryInfo.parentRetryId]]),
    ...(rerunInfo === null ? [] : [['rerun of', rerunOf(rerunInfo)]]),
    ...(retryInfo.retriedBy === null ? [] : [['retried by', retryInfo.retriedBy]]),
    ...(retryInfo.retriedBy === null || retryInfo.latestExecutionId === undefined
      ? []
      : [['newest', `${retryInfo.latestExecutionId}: only that one can be retried`]]),
    ...(summary.notes === null ? [] : [['note', oneLine(summary.notes)]]),
    ...(summary.quarantined === null ? [] : [['cannot load', oneLine(summary.quarantined)]]),
  ];
  const remarkOn = remarksOn(nodes);
  const rows = [...nodes.values()]
    .filter((node) => node.kind !== 'pipeline')
    .map((node) => nodeRow(node, depth(nodes, node), remarkOn(node), { colours, now }));
  const where =
    summary.canRetry && reach !== null
      ? { execution: summary.planExecutionId, nodes, reach }
      : null;
  const retry = where === null ? null : retryCommand(where);
  const inside = where === null ? null : chainedRetryCommand(where);
  return (
    `${colours.bold(oneLine(summary.name))}, run ${summary.runSequence}\n` +
    table(
      [],
      facts.map(([label = '', value = '']) => [colours.dim(label), value]),
    ) +
    (rows.length === 0 ? '' : `\n${table([], rows)}`) +
    (retry === null ? '' : `\nContinue it: ${retry}\n`) +
    (inside === null ? '' : `Or inside of its child pipeline: ${inside}\n`)
  );
}

type RerunInfo = NonNullable<
  ExecutionDetail['pipelineExecutionSummary']['executionTriggerInfo']['rerunInfo']
>;

const rerunOf = ({ prevExecutionId, definition }: RerunInfo): string =>
  definition === 'original' ? `${prevExecutionId}, with what that one ran` : prevExecutionId;

function nodeRow(
  node: ExecutionNode,
  level: number,
  remark: string,
  { colours, now }: Pick<Showing, 'colours' | 'now'>,
): readonly string[] {
  const mark = node.reused === null ? statusMark(node.status, colours) : colours.cyan('↻');
  const name = oneLine(node.name);
  return [
    `${'  '.repeat(level)}${mark} ${node.kind === 'stage' ? colours.bold(name) : name}`,
    statusText(node.status, colours),
    formatSpan(node.startTs, node.endTs, now),
    colours.dim(remark),
  ];
}

function depth(nodes: ReadonlyMap<string, ExecutionNode>, node: ExecutionNode): number {
  let level = -1;
  for (
    let at = node.parentId === null ? undefined : nodes.get(node.parentId);
    at !== undefined;
    at = at.parentId === null ? undefined : nodes.get(at.parentId)
  ) {
    level += 1;
  }
  return Math.max(0, level);
}
