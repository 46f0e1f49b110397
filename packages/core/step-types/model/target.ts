import type { StepSpec } from './step.ts';

/** What a stage deploys, and where to: objects that are stored apart from the pipeline. */
export type TargetPart = 'service' | 'environment' | 'infrastructure';

/** A step that a stage has of its own accord: it finds out what is deployed, and where to. The YAML has no such step. */
export interface TargetSpec {
  readonly type: 'Service' | 'Environment' | 'Infrastructure';
  readonly part: TargetPart;
}

/** Whether a stage has the step of its own accord. */
export const isTargetSpec = (spec: StepSpec | TargetSpec): spec is TargetSpec => 'part' in spec;
