/**
 * Names of nodes at the API: Harness's clients carry one opaque text (`nodeExecutionId`) in paths and queries. Ours is
 * the execution and the node key joined by `~`; what is not safe in a path is written as `~` and two hexadecimal
 * digits a byte, so that the text never needs encoding again and can be read by people.
 */
import { asExecutionId, asNodeKey, type ExecutionId, type NodeKey } from '@reprise/core';

export interface NodeReference {
  readonly execution: ExecutionId;
  readonly node: NodeKey;
}

const EXECUTION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Nearly every key: a big execution has thousands of them, and each is shown several times. */
const SAFE = /^[\w.-]*$/;

const escapeKey = (key: string): string =>
  SAFE.test(key)
    ? key
    : encodeURIComponent(key)
        .replaceAll(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%', '~');

/** The name of a node, of this execution or of another one. */
export const nodeExecutionIdOf = (execution: ExecutionId, node: NodeKey): string =>
  `${execution}~${escapeKey(node)}`;

/** What a text names; null when it is no name that `nodeExecutionIdOf` could have given. */
export function parseNodeExecutionId(text: string): NodeReference | null {
  const at = text.indexOf('~');
  const execution = text.slice(0, Math.max(at, 0));
  if (!EXECUTION_ID.test(execution)) return null;
  const key = unescapeKey(text.slice(at + 1));
  if (key === null || key === '' || escapeKey(key) !== text.slice(at + 1)) return null;
  return { execution: asExecutionId(execution), node: asNodeKey(key) };
}

function unescapeKey(escaped: string): string | null {
  try {
    return decodeURIComponent(escaped.replaceAll('~', '%'));
  } catch {
    return null;
  }
}
