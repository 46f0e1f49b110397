import type { Instant, Text } from '@reprise/core';

export interface HarnessApprovalSpec {
  readonly type: 'HarnessApproval';
  readonly message: Text;
  readonly userGroups: readonly string[];
  readonly minimumCount: number;
  readonly disallowPipelineExecutor: boolean;
  readonly disallowedUserEmails?: readonly string[];
  readonly callbackId?: Text;
  /** Approving rejects older executions that wait at this step. */
  readonly autoReject?: boolean;
  readonly autoApproval?: AutoApprovalSpec;
  readonly inputs: readonly ApproverInput<Text>[];
}

/** `autoApproval`: at this time of this time zone the step approves itself. */
export interface AutoApprovalSpec {
  /** `2023-12-20 09:24 AM` */
  readonly time: Text;
  readonly timeZone: Text;
  readonly comments?: Text;
}

/** What an approver is asked for. */
export interface ApproverInput<Value> {
  readonly name: string;
  readonly defaultValue: Value;
  readonly required?: boolean;
  readonly validator?: InputValidator;
}

/**
 * `allowedValues` and `selectOneFrom` take one of the values, `selectManyFrom` several with commas between them; the
 * whole of a value must match `regex`.
 */
export type InputValidator =
  | { readonly kind: 'one-of' | 'many-of'; readonly values: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string };

export interface ApprovalWork {
  readonly message: string;
  readonly userGroups: readonly string[];
  readonly minimumCount: number;
  readonly disallowPipelineExecutor: boolean;
  readonly disallowedUserEmails?: readonly string[];
  readonly callbackId?: string;
  readonly autoReject?: boolean;
  readonly autoApproval?: { readonly at: Instant; readonly comments: string };
  readonly inputs: readonly ApproverInput<string>[];
}
