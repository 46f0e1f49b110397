/**
 * Branded names, so that one kind of id can never be passed where another is meant. At run time each is a plain string.
 */
declare const brand: unique symbol;
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** One run of a pipeline: Harness's `planExecutionId`, 22 characters of base64url. */
export type ExecutionId = Branded<string, 'ExecutionId'>;
/** A node inside an execution, by its fully qualified name plus its strategy values: stable, never a position (I5). */
export type NodeKey = Branded<string, 'NodeKey'>;
/** `execution/node/attempt`: one step attempt handed to a delegate (I3). */
export type TaskId = Branded<string, 'TaskId'>;
/** The fence of a leased task: a result that carries another token is late and is refused (I3). */
export type LeaseToken = Branded<string, 'LeaseToken'>;
/** The process that executes steps. */
export type DelegateId = Branded<string, 'DelegateId'>;
/** A content digest, `sha256:` and hexadecimal digits. */
export type Digest = Branded<string, 'Digest'>;

/** An identifier as the YAML writes it: `^[a-zA-Z_][0-9a-zA-Z_]{0,127}$`. */
export type Identifier = string;

/** Where an object lives. Account, organisation and project are the identifiers of Harness's own hierarchy. */
export interface Scope {
  readonly accountId: string;
  readonly orgId: string;
  readonly projectId: string;
}

export const asExecutionId = (text: string): ExecutionId => text as ExecutionId;
export const asNodeKey = (text: string): NodeKey => text as NodeKey;
export const asTaskId = (text: string): TaskId => text as TaskId;
export const asLeaseToken = (text: string): LeaseToken => text as LeaseToken;
export const asDelegateId = (text: string): DelegateId => text as DelegateId;
export const asDigest = (text: string): Digest => text as Digest;

/** The deterministic id of a step attempt's task: performing the same effect twice names the same task (I3). */
export function taskIdOf(execution: ExecutionId, node: NodeKey, attempt: number): TaskId {
  return asTaskId(`${execution}/${node}/${attempt}`);
}

/** The parts of a task id. Node keys never contain a slash. */
export function partsOfTaskId(task: TaskId): {
  readonly execution: ExecutionId;
  readonly node: NodeKey;
  readonly attempt: number;
} {
  const first = task.indexOf('/');
  const last = task.lastIndexOf('/');
  return {
    execution: asExecutionId(task.slice(0, first)),
    node: asNodeKey(task.slice(first + 1, last)),
    attempt: Number(task.slice(last + 1)),
  };
}
