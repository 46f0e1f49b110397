import { readFileSync } from 'node:fs';
import { FAILURE_TYPES, FINAL_ACTIONS } from '@reprise/core/pipeline';
import { z } from 'zod';

/** How a try ends: a status, a status with outputs, a failure of a type, or a hang until something else happens. */
const ending = z.union([
  z.enum(['Success', 'Failed', 'hang']),
  z.strictObject({ outputs: z.record(z.string(), z.string()) }),
  z.strictObject({ publishes: z.record(z.string(), z.json()) }),
  z.strictObject({ fails: z.enum(FAILURE_TYPES), exitCode: z.number().optional() }),
]);

/**
 * How a step ends, by its identifier, the steps of looped stages by `build-linux/compile`; a list has the endings of its
 * tries, of which the last one repeats.
 */
const outcome = z.union([ending, z.array(ending).min(1)]);

/** What people and time do once nothing moves any more. */
const event = z.union([
  z.strictObject({ interrupt: z.enum(['Abort', 'ExpireAll', 'Pause', 'Resume']) }),
  z.strictObject({ abort: z.literal(true) }),
  z.strictObject({ approve: z.string(), by: z.string().optional() }),
  z.strictObject({ reject: z.string() }),
  z.strictObject({ intervene: z.string(), choice: z.enum(['Retry', ...FINAL_ACTIONS]) }),
  z.strictObject({ markFailed: z.string() }),
  z.strictObject({ pass: z.string() }),
  z.strictObject({ end: z.string(), as: z.enum(['Success', 'Failed']) }),
]);

const stored = z.record(
  z.string(),
  z.union([z.string(), z.strictObject({ secret: z.string() })]),
);

/** Variables that are stored when the run begins, by name, at each level. */
const variables = z.strictObject({
  account: stored.optional(),
  org: stored.optional(),
  project: stored.optional(),
});

const expectation = z.strictObject({
  status: z.string(),
  /** Statuses by identifier, of stages, groups and steps. */
  nodes: z.record(z.string(), z.string()).optional(),
  /** How many tries a step had, by its identifier. */
  tries: z.record(z.string(), z.number()).optional(),
  /** Identifiers of the steps that a delegate was asked to run, in order. */
  ran: z.array(z.string()).optional(),
  /** Resolved scripts by step identifier. */
  scripts: z.record(z.string(), z.string()).optional(),
  /** Parts of the tasks that delegates were given, by step identifier. */
  tasks: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  /** Stages that were reused. */
  reused: z.array(z.string()).optional(),
  /** Part of a failure's message, by identifier. */
  failures: z.record(z.string(), z.string()).optional(),
});

const act = z.union([
  z.strictObject({
    run: z.strictObject({
      variables: variables.optional(),
      outcomes: z.record(z.string(), outcome).optional(),
      meanwhile: z.array(event).optional(),
    }),
    expect: expectation,
  }),
  z.strictObject({
    retry: z.strictObject({
      from: z.array(z.string()),
      onlyFailed: z.boolean().optional(),
      outcomes: z.record(z.string(), outcome).optional(),
      meanwhile: z.array(event).optional(),
      /** Which execution of the chain, from 0; the newest when not given. */
      of: z.number().optional(),
      /** How long after the first execution. */
      after: z.string().optional(),
    }),
    expect: expectation.optional(),
    refused: z.string().optional(),
  }),
]);

const scenario = z.strictObject({
  /** The behaviour, as a sentence. */
  behaviour: z.string(),
  acts: z.array(act).min(1),
});

export type Scenario = z.infer<typeof scenario>;
export type Act = Scenario['acts'][number];
export type Expectation = z.infer<typeof expectation>;
export type Ending = z.infer<typeof ending>;
export type Outcome = z.infer<typeof outcome>;
export type Variables = z.infer<typeof variables>;
export type PersonOrTime = z.infer<typeof event>;

/** A folder's scenario: its `expected.json`, checked, and its `pipeline.yaml`. */
export function readScenario(folder: URL): { readonly scenario: Scenario; readonly yaml: string } {
  const expected: unknown = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
  return {
    scenario: scenario.parse(expected),
    yaml: readFileSync(new URL('pipeline.yaml', folder), 'utf8'),
  };
}
