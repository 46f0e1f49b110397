import type { Text } from '@reprise/core';

export interface EmailSpec {
  readonly type: 'Email';
  readonly to: Text;
  readonly cc?: Text;
  readonly subject: Text;
  readonly body: Text;
  readonly delegateSelectors: readonly string[];
}

export interface EmailTask {
  readonly type: 'Email';
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly body: string;
}
