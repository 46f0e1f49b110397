/**
 * One node as a page draws it among all others, and no more: a large execution has thousands, and a page is told all of
 * them before it shows anything. The rest of a node is asked for when it is looked at (`getExecutionNode`).
 */
import { END_STATUSES, LIVE_STATUSES, type Status } from '@reprise/core/execution';
import type { ExecutionNode } from './node.ts';

/** What is absent is not so, or not known yet. */
export interface NodeOutline {
  /** Stable over the retries of an execution. */
  readonly key: string;
  readonly kind: ExecutionNode['kind'];
  readonly identifier: string;
  readonly name: string;
  readonly status: Status;
  readonly startTs: number | null;
  readonly endTs: number | null;
  /** The key of the node that holds this one; null for the pipeline. */
  readonly parent: string | null;
  /** The keys of the siblings that must have ended before this one starts. */
  readonly after: readonly string[];
  /** The sequential position among the siblings, from 0; members of one parallel block share it. */
  readonly row: number;
  /** Of an instance of a loop: its number from 0. */
  readonly iteration?: number;
  /** Tries of a step so far, times round of a step group that was run again. */
  readonly attempts?: number;
  /** Whether a delegate ran it, and so it has a log. */
  readonly logged?: boolean;
  /** Of a step whose newest try failed. */
  readonly failure?: { readonly message: string; readonly exitCode: number | null };
  /** Whether it waits for inputs that people give. */
  readonly asks?: boolean;
  /** Of a chained stage and its step: the execution that it runs. */
  readonly child?: ChildOutline;
  /** Of a node that was not run here: the execution in which it ran. */
  readonly reusedFrom?: string;
}

export interface ChildOutline {
  readonly planExecutionId: string;
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (given: unknown) => boolean;

const KINDS: ReadonlySet<unknown> = new Set([
  'pipeline',
  'stage',
  'group',
  'strategy',
  'step',
] satisfies ExecutionNode['kind'][]);
const STATUSES: ReadonlySet<unknown> = new Set([...END_STATUSES, ...LIVE_STATUSES]);

const isFields = (given: unknown): given is Fields => typeof given === 'object' && given !== null;
const isText: Check = (given) => typeof given === 'string';
const isNumber: Check = (given) => typeof given === 'number';
const isFlag: Check = (given) => typeof given === 'boolean';
const orNull = (given: unknown, is: Check): boolean => given === null || is(given);
const orAbsent = (given: unknown, is: Check): boolean => given === undefined || is(given);

const isFailure: Check = (given) =>
  isFields(given) && isText(given['message']) && orNull(given['exitCode'], isNumber);

const isChild: Check = (given) =>
  isFields(given) &&
  isText(given['planExecutionId']) &&
  isText(given['orgId']) &&
  isText(given['projectId']) &&
  isText(given['pipelineId']);

const hasRareParts = (node: Fields): boolean =>
  orAbsent(node['iteration'], isNumber) &&
  orAbsent(node['attempts'], isNumber) &&
  orAbsent(node['logged'], isFlag) &&
  orAbsent(node['failure'], isFailure) &&
  orAbsent(node['asks'], isFlag) &&
  orAbsent(node['child'], isChild) &&
  orAbsent(node['reusedFrom'], isText);

const isOutline: Check = (node) =>
  isFields(node) &&
  isText(node['key']) &&
  KINDS.has(node['kind']) &&
  isText(node['identifier']) &&
  isText(node['name']) &&
  STATUSES.has(node['status']) &&
  orNull(node['startTs'], isNumber) &&
  orNull(node['endTs'], isNumber) &&
  orNull(node['parent'], isText) &&
  Array.isArray(node['after']) &&
  node['after'].every(isText) &&
  isNumber(node['row']) &&
  hasRareParts(node);

/**
 * Checks by hand what a schema would check: where a content security policy forbids schemas that compile themselves, they
 * take thirty times as long for two thousand nodes, and somebody waits.
 */
export const areOutlines = (given: unknown): given is readonly NodeOutline[] =>
  Array.isArray(given) && given.every(isOutline);
