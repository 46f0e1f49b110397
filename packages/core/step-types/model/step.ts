import type { Milliseconds } from '@reprise/core';
import type { ApprovalWork, HarnessApprovalSpec } from './approval.ts';
import type { ChainedPipelineSpec, ChildPipeline } from './chained-pipeline.ts';
import type { ApprovalChecks, CustomApprovalSpec } from './custom-approval.ts';
import type { EmailSpec, EmailTask } from './email.ts';
import type { GitCloneSpec, GitCloneTask } from './git.ts';
import type { HttpSpec, HttpTask } from './http.ts';
import type { BackgroundSpec, BackgroundTask, PluginSpec, RunSpec, RunTask } from './run.ts';
import type { ShellScriptSpec, ShellScriptTask } from './script.ts';
import type { BarrierSpec, QueueScope, QueueSpec, WaitSpec } from './waiting.ts';

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

/** What a delegate executes. A new executor adds a member. */
export type TaskSpec =
  | ShellScriptTask
  | HttpTask
  | RunTask
  | BackgroundTask
  | GitCloneTask
  | EmailTask;
