import type { Fields } from '../../yaml/index.ts';
import type { Stage, StageBase, StageType } from '../model.ts';
import type { TargetPart } from '../target/model.ts';

/** How the `spec` of one type of stage is read. */
export interface StageTypeReader<Type extends StageType> {
  readonly type: Type;
  /** Keys beside `spec` that only stages of this type must have. */
  readonly needs?: readonly string[];
  /**
   * Reads `spec` and reports every problem of it; undefined when no stage can be made of it. The caller ends `fields`,
   * so that a key nobody asked for is reported.
   */
  readonly readSpec: (fields: Fields) => StageContent<Type> | undefined;
}

/** What a stage has by its type: its steps, and what only that type knows. A `strategy` here is one that nobody wrote. */
export type StageContent<Type extends StageType> = Type extends StageType
  ? Omit<
      Extract<Stage, { readonly type: Type }>,
      Exclude<keyof StageBase, 'steps' | 'rollbackSteps' | 'strategy' | TargetPart>
    >
  : never;
