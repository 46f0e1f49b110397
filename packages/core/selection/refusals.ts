import { didYouMean, refused } from '@reprise/core';
import type { SelectionRefusal, StageReading } from './model.ts';

type Refused = { readonly ok: false; readonly error: SelectionRefusal };

export const notAllowed = (): Refused =>
  refused({
    code: 'STAGE_EXECUTION_NOT_ALLOWED',
    message:
      'This pipeline runs as a whole only. To run some of its stages, set allowStageExecutions: true in its YAML.',
    facts: {},
  });

export const noStageNamed = (known: readonly string[]): Refused =>
  refused({
    code: 'NO_STAGE_NAMED',
    message: `Name the stages to run, some of ${known.join(', ')}.`,
    facts: { stages: known },
  });

export const stageNotFound = (stage: string, known: readonly string[]): Refused =>
  refused({
    code: 'STAGE_NOT_FOUND',
    message: `The pipeline has no stage ${stage}.${didYouMean(stage, known) || ` It has ${known.join(', ')}.`}`,
    facts: { stage, stages: known },
  });

/** `by` takes something over from stages that are left out. */
export function stageRequired(by: string, required: readonly string[]): Refused {
  const names = required.join(', ');
  return refused({
    code: 'STAGE_REQUIRED',
    message: `Stage ${by} takes over what is set up in ${names}: select ${names} as well, or leave ${by} out.`,
    facts: { stage: by, stagesRequired: required },
  });
}

export function gateLeftOut(by: string, gates: readonly string[]): Refused {
  const names = gates.join(', ');
  return refused({
    code: 'GATE_LEFT_OUT',
    message: `Nobody gets to stage ${by} past a gate: select ${names} as well, or leave ${by} out.`,
    facts: { stage: by, stagesRequired: gates },
  });
}

export const valueMissing = (missing: readonly StageReading[]): Refused =>
  refused({
    code: 'VALUE_MISSING',
    message: `Stages that are not selected are asked for values. Give each expression one, or select the stage:${missing
      .map(({ expression, stage }) => `\n  ${expression}: ${askedStage(stage)}`)
      .join('')}`,
    facts: { expressions: missing.map(({ expression, stage }) => ({ expression, stage })) },
  });

const askedStage = (stage: string | null): string =>
  stage === null ? 'which stage it asks is known only when it runs' : `asks stage ${stage}`;

export const valueNotAsked = (expression: string, asked: readonly string[]): Refused =>
  refused({
    code: 'VALUE_NOT_ASKED',
    message: `Nothing that runs asks a stage outside the selection for ${expression}${
      asked.length === 0 ? '' : `; what is asked for: ${asked.join(', ')}`
    }. Leave its value out.`,
    facts: { expression, asked },
  });
