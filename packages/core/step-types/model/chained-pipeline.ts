import type { Text } from '@reprise/core';
import type { WrittenValue } from '../../yaml/index.ts';

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

/** Another pipeline that an attempt runs, in the same account. */
export interface ChildPipeline {
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
  /** A sparse copy of the child with the values of its runtime inputs; empty when there are none. */
  readonly inputsYaml: string;
  readonly inputSets: readonly string[];
}
