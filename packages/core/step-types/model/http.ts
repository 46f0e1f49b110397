import type { Text } from '@reprise/core';
import type { DeferredText, TaskText } from '@reprise/core/expression';

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export interface HttpSpec {
  readonly type: 'Http';
  readonly url: Text;
  readonly method: Text;
  readonly headers: readonly { readonly name: Text; readonly value: Text }[];
  readonly body?: Text;
  /** A condition on the answer, with the names in `HTTP_ANSWER_NAMES`. */
  readonly assertion?: Text;
  /** `value` may use the names in `HTTP_ANSWER_NAMES`. */
  readonly outputs: readonly { readonly name: string; readonly value: Text }[];
  readonly certificate?: Text;
  readonly certificateKey?: Text;
  readonly delegateSelectors: readonly string[];
}

export interface HttpTask {
  readonly type: 'Http';
  readonly url: TaskText;
  readonly method: HttpMethod;
  readonly headers: readonly { readonly name: string; readonly value: TaskText }[];
  readonly body?: TaskText;
  readonly assertion?: DeferredText;
  readonly outputs: readonly { readonly name: string; readonly value: DeferredText }[];
  readonly certificate?: TaskText;
  readonly certificateKey?: TaskText;
}
