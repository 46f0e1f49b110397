import type { Instant, Milliseconds, Position, Text } from '@reprise/core';
import type { DeferredText, TaskText } from '@reprise/core/expression';
import type { WrittenValue } from '../yaml/index.ts';
import type { ApprovalChecks, CustomApprovalSpec } from './custom-approval-model.ts';

/** A step's `spec` as parsed, by its type. A new step type adds a member here and a file beside this one. */
export type StepSpec =
  | ShellScriptSpec
  | HarnessApprovalSpec
  | CustomApprovalSpec
  | WaitSpec
  | BarrierSpec
  | QueueSpec
  | HttpSpec
  | RunSpec
  | PluginSpec
  | BackgroundSpec
  | GitCloneSpec
  | EmailSpec
  | ChainedPipelineSpec;
export type StepType = StepSpec['type'];
/** The types that a step in YAML can have. */
export type WrittenStepType = Exclude<StepType, 'Pipeline'>;

/** What a stage deploys, and where to: objects that are stored apart from the pipeline. */
export type TargetPart = 'service' | 'environment' | 'infrastructure';

/** A step that a stage has of its own accord: it finds out what is deployed, and where to. The YAML has no such step. */
export interface TargetSpec {
  readonly type: 'Service' | 'Environment' | 'Infrastructure';
  readonly part: TargetPart;
}

/** Whether a stage has the step of its own accord. */
export const isTargetSpec = (spec: StepSpec | TargetSpec): spec is TargetSpec => 'part' in spec;

/** A script for a shell on a delegate. */
export interface ScriptSpec {
  readonly shell: 'Bash' | 'PowerShell';
  readonly script: Text;
  readonly environment: readonly EnvironmentVariable[];
  readonly outputs: readonly OutputVariable[];
  readonly delegateSelectors: readonly string[];
}

export interface ShellScriptSpec extends ScriptSpec {
  readonly type: 'ShellScript';
  readonly outputAlias?: OutputAlias;
}

/** Under which name, and how far around, the outputs of a step are read by `<+exportedVariables.getValue("…")>`. */
export interface OutputAlias {
  readonly key: string;
  readonly scope: 'Pipeline' | 'Stage' | 'StepGroup';
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
  readonly outputAlias?: OutputAlias;
  readonly delegateSelectors: readonly string[];
}

export interface PluginSpec {
  readonly type: 'Plugin';
  readonly container: ContainerSpec;
  /** `settings` reach the image as `PLUGIN_NAME`; `envVariables` by their own names. */
  readonly environment: readonly { readonly name: string; readonly value: Text }[];
  readonly delegateSelectors: readonly string[];
}

/** A process that lives beside the steps that follow, until their stage ends. */
export interface BackgroundSpec {
  readonly type: 'Background';
  readonly shell: RunShell;
  /** Without one, the image's own program. */
  readonly command?: Text;
  readonly container?: ContainerSpec;
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
  /** The program in place of the image's own, and its arguments. */
  readonly entrypoint?: readonly Text[];
  readonly ports?: readonly PortBinding[];
}

/** A port of the delegate's machine behind which a port of the container is. */
export interface PortBinding {
  readonly host: number;
  readonly container: number;
}

/** What is checked out of a repository. Without one: what the repository itself shows first. */
export type GitRef<Value> =
  | { readonly kind: 'branch' | 'tag' | 'commit'; readonly name: Value }
  | { readonly kind: 'default' };

/** What is cloned, and how: what the codebase of a pipeline and a GitClone step both say. */
export interface GitSource {
  readonly connector?: ConnectorReference;
  /** A URL, or the path of a folder on the delegate's machine; with a connector the name of a repository, or nothing. */
  readonly repository?: Text;
  readonly ref: GitRef<Text>;
  readonly directory?: Text;
  /** How many commits; 0 for all. */
  readonly depth: number;
  readonly fetchTags: boolean;
  readonly sslVerify: boolean;
}

/** `connectorRef`: `id` of the project, `org.id`, `account.id`. */
export interface ConnectorReference {
  /** As it is written. */
  readonly reference: string;
  readonly at: Position;
  /** The same text when only a run knows which connector it means. */
  readonly expression?: Text;
}

export interface GitCloneSpec extends GitSource {
  readonly type: 'GitClone';
  readonly delegateSelectors: readonly string[];
}

/** A stored connector to git, as far as a clone needs it. Secrets are references (I10). */
export interface GitConnector {
  readonly url: string;
  /** Whether the URL is of an account or a project, below which repositories have names. */
  readonly holdsMany: boolean;
  readonly credentials?: GitCredentials;
}

export interface GitCredentials {
  readonly user: TaskText;
  readonly password: TaskText;
}

export interface EmailSpec {
  readonly type: 'Email';
  readonly to: Text;
  readonly cc?: Text;
  readonly subject: Text;
  readonly body: Text;
  readonly delegateSelectors: readonly string[];
}

/** The one step of a chained stage: the `spec` of the stage. */
export interface ChainedPipelineSpec {
  readonly type: 'Pipeline';
  readonly org: Text;
  readonly project: Text;
  readonly pipeline: Text;
  /** Values of the child's runtime inputs, shaped as the child is. */
  readonly inputs?: WrittenValue;
  readonly inputSets: readonly Text[];
  readonly outputs: readonly ChildOutput[];
}

/** An output of a chained stage: an expression in the scope of the child. */
export interface ChildOutput {
  readonly name: string;
  readonly value: Text;
}

/** A step after its expressions are resolved: what an attempt does, and who does it. */
export type StepWork =
  | TaskWork
  | { readonly kind: 'approval'; readonly approval: ApprovalWork }
  | { readonly kind: 'wait'; readonly duration: Milliseconds }
  | { readonly kind: 'pipeline'; readonly child: ChildPipeline }
  | { readonly kind: 'barrier'; readonly barrier: string }
  | { readonly kind: 'queue'; readonly key: string; readonly scope: QueueScope };

export interface TaskWork {
  readonly kind: 'task';
  readonly task: TaskSpec;
  readonly selectors: readonly string[];
  /** Set when the task is one check of an approval, and is run until it says yes or no. */
  readonly checks?: ApprovalChecks;
}

/** Another pipeline that an attempt runs, in the same account. */
export interface ChildPipeline {
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
  /** A sparse copy of the child with the values of its runtime inputs; empty when there are none. */
  readonly inputsYaml: string;
  readonly inputSets: readonly string[];
}

/** What a delegate executes. A new executor adds a member. */
export type TaskSpec =
  | ShellScriptTask
  | HttpTask
  | RunTask
  | BackgroundTask
  | GitCloneTask
  | EmailTask;

/** What tasks that work with files have in common. */
export interface FileTask {
  /**
   * The folder on the delegate that the tasks of this name share, apart from the other tasks of the execution. Without one
   * it is the execution's own.
   */
  readonly workspace?: string;
}

export interface ShellScriptTask extends FileTask {
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
export interface RunTask extends FileTask {
  readonly type: 'Run';
  /** Null: the image's own program runs, as it is. */
  readonly command: { readonly shell: RunShell; readonly script: TaskText } | null;
  readonly container: ContainerTask | null;
  readonly environment: Readonly<Record<string, TaskText>>;
  readonly outputs: readonly OutputVariable[];
}

/** A process that outlives its step, until its workspace is left. */
export interface BackgroundTask extends FileTask {
  readonly type: 'Background';
  readonly command: RunTask['command'];
  readonly container: ContainerTask | null;
  readonly environment: Readonly<Record<string, TaskText>>;
}

export interface ContainerTask {
  readonly image: string;
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: string;
  readonly memory?: string;
  readonly cpu?: string;
  readonly entrypoint?: readonly string[];
  readonly ports?: readonly PortBinding[];
}

export interface GitCloneTask extends FileTask {
  readonly type: 'GitClone';
  readonly repository: TaskText;
  /** From a connector; a URL may hold its own. */
  readonly credentials?: GitCredentials;
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
