import type { Refusal } from '@reprise/core/execution';
import type { PlaceOf } from '../yaml/index.ts';

/** A pipeline's YAML, and where each place of it was written first. */
export interface PlacedYaml {
  readonly yaml: string;
  readonly place: PlaceOf;
}

/** What a caller asks: which stages, and what the expressions that lead to other stages are worth. */
export interface SelectionRequest {
  readonly stages: readonly string[];
  /** By expression, with or without the `<+ … >` around it. */
  readonly values: ExpressionValues;
}
export type ExpressionValues = Readonly<Record<string, string>>;

/** An expression that asks another stage. `stage` is null when only a run knows which one. */
export interface StageReading {
  /** As people write it: `<+pipeline.stages.build.status>`. */
  readonly expression: string;
  readonly stage: string | null;
}

/** How one stage stands to the others. */
export interface StageDependencies {
  readonly identifier: string;
  readonly name: string;
  /** Nobody may pass it by: an approval, or marked as a gate. */
  readonly gate: boolean;
  /** Stages that must run with it: what it takes over from them cannot be typed in. */
  readonly takesFrom: readonly string[];
  /** Gates before it. */
  readonly gatesBefore: readonly string[];
  /** Expressions that are asked for when the stage runs without what they lead to. */
  readonly reads: readonly StageReading[];
}

/** The stages of a selective run, and the pipeline that has only those. */
export interface SelectedStages extends PlacedYaml {
  readonly stages: readonly SelectedStage[];
  /** Identifiers of the stages that are left out. */
  readonly leftOut: ReadonlySet<string>;
}
export interface SelectedStage {
  readonly identifier: string;
  readonly name: string;
}

export type SelectionRefusalCode =
  | 'STAGE_EXECUTION_NOT_ALLOWED'
  | 'NO_STAGE_NAMED'
  | 'STAGE_NOT_FOUND'
  | 'STAGE_REQUIRED'
  | 'GATE_LEFT_OUT'
  | 'VALUE_MISSING'
  | 'VALUE_NOT_ASKED';

export type SelectionRefusal = Refusal<SelectionRefusalCode>;
