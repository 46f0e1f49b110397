import type { Instant, Milliseconds, Text } from '@reprise/core';
import type { DeferredText, TaskText } from '@reprise/core/expression';

/** A step's `spec` as parsed, by its type. A new step type adds a member here and a file beside this one. */
export type StepSpec =
  | ShellScriptSpec
  | HarnessApprovalSpec
  | WaitSpec
  | BarrierSpec
  | QueueSpec
  | HttpSpec
  | RunSpec
  | PluginSpec
  | GitCloneSpec
  | EmailSpec;
export type StepType = StepSpec['type'];

export interface ShellScriptSpec {
  readonly type: 'ShellScript';
  readonly shell: 'Bash' | 'PowerShell';
  readonly script: Text;
  readonly environment: readonly EnvironmentVariable[];
  readonly outputs: readonly OutputVariable[];
  readonly delegateSelectors: readonly string[];
}

/** `environmentVariables[]`. With `secret`, the value names a secret and the process gets the secret's own. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: Text;
  readonly secret?: boolean;
}

/** `outputVariables[]`: after the script, the shell variable `variable` is read and published as `name`. */
export interface OutputVariable {
  readonly name: string;
  readonly variable: string;
  readonly secret: boolean;
}

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

export interface WaitSpec {
  readonly type: 'Wait';
  readonly duration: Milliseconds;
}

/** Waits until all that name the same barrier have come to it. */
export interface BarrierSpec {
  readonly type: 'Barrier';
  readonly barrierRef: Text;
}

export const QUEUE_SCOPES = ['Pipeline', 'Stage'] as const;
/** How long a place in a queue is held: until the pipeline, or the stage of the step, has ended. */
export type QueueScope = (typeof QUEUE_SCOPES)[number];

/** Waits until no other execution of the account holds the key. */
export interface QueueSpec {
  readonly type: 'Queue';
  readonly key: Text;
  readonly scope: QueueScope;
}

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

/** The shells of Run steps. Powershell is taken for Pwsh, which is what runs on Linux. */
export type RunShell = 'Sh' | 'Bash' | 'Python' | 'Pwsh';

export interface RunSpec {
  readonly type: 'Run';
  readonly shell: RunShell;
  readonly command: Text;
  /** Without one the command runs on the delegate's own machine. */
  readonly container?: ContainerSpec;
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly outputs: readonly OutputVariable[];
  readonly delegateSelectors: readonly string[];
}

export interface PluginSpec {
  readonly type: 'Plugin';
  readonly container: ContainerSpec;
  /** `settings` reach the image as `PLUGIN_NAME`; `envVariables` by their own names. */
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly delegateSelectors: readonly string[];
}

export interface ContainerSpec {
  readonly image: Text;
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: Text;
  /** `resources.limits`, in the notation of Kubernetes: `500Mi`, `400m`. */
  readonly memory?: Text;
  readonly cpu?: Text;
}

/** What is checked out of a repository. Without one: what the repository itself shows first. */
export type GitRef<Value> =
  | { readonly kind: 'branch' | 'tag' | 'commit'; readonly name: Value }
  | { readonly kind: 'default' };

export interface GitCloneSpec {
  readonly type: 'GitClone';
  /** A URL, or the path of a folder on the delegate's machine. */
  readonly repository: Text;
  readonly ref: GitRef<Text>;
  readonly directory?: Text;
  /** How many commits; 0 for all. */
  readonly depth: number;
  readonly fetchTags: boolean;
  readonly sslVerify: boolean;
  readonly delegateSelectors: readonly string[];
}

export interface EmailSpec {
  readonly type: 'Email';
  readonly to: Text;
  readonly cc?: Text;
  readonly subject: Text;
  readonly body: Text;
  readonly delegateSelectors: readonly string[];
}

/** A step after its expressions are resolved: what an attempt does, and who does it. */
export type StepWork =
  | { readonly kind: 'task'; readonly task: TaskSpec; readonly selectors: readonly string[] }
  | { readonly kind: 'approval'; readonly approval: ApprovalWork }
  | { readonly kind: 'wait'; readonly duration: Milliseconds }
  | { readonly kind: 'barrier'; readonly barrier: string }
  | { readonly kind: 'queue'; readonly key: string; readonly scope: QueueScope };

/** What a delegate executes. A new executor adds a member. */
export type TaskSpec = ShellScriptTask | HttpTask | RunTask | GitCloneTask | EmailTask;

export interface ShellScriptTask {
  readonly type: 'ShellScript';
  readonly shell: 'Bash' | 'PowerShell';
  readonly script: TaskText;
  readonly environment: Readonly<Record<string, TaskText>>;
  readonly outputs: readonly OutputVariable[];
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

/** A command, in a container or on the delegate's machine. */
export interface RunTask {
  readonly type: 'Run';
  /** Null: the image's own program runs, as it is. */
  readonly command: { readonly shell: RunShell; readonly script: TaskText } | null;
  readonly container: ContainerTask | null;
  readonly environment: Readonly<Record<string, TaskText>>;
  readonly outputs: readonly OutputVariable[];
}

export interface ContainerTask {
  readonly image: string;
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: string;
  readonly memory?: string;
  readonly cpu?: string;
}

export interface GitCloneTask {
  readonly type: 'GitClone';
  readonly repository: TaskText;
  readonly ref: GitRef<string>;
  /** Below the execution's folder; null for the repository's own name. */
  readonly directory: string | null;
  readonly depth: number;
  readonly fetchTags: boolean;
  readonly sslVerify: boolean;
}

export interface EmailTask {
  readonly type: 'Email';
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly body: string;
}

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
