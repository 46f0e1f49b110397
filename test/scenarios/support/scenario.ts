import { readdirSync, readFileSync } from 'node:fs';
import { CI_INFRASTRUCTURES, FAILURE_TYPES, FINAL_ACTIONS } from '@reprise/core/pipeline';
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
  /** `in`: the chained stage in whose child the approval waits. */
  z.strictObject({ approve: z.string(), by: z.string().optional(), in: z.string().optional() }),
  z.strictObject({ reject: z.string() }),
  z.strictObject({ intervene: z.string(), choice: z.enum(['Retry', ...FINAL_ACTIONS]) }),
  z.strictObject({ markFailed: z.string() }),
  z.strictObject({ give: z.string(), values: z.record(z.string(), z.string()) }),
  z.strictObject({ pass: z.string() }),
  z.strictObject({ end: z.string(), as: z.enum(['Success', 'Failed']) }),
]);

const stored = z.record(z.string(), z.union([z.string(), z.strictObject({ secret: z.string() })]));

/** Variables that are stored when the run begins, by name, at each level. */
const variables = z.strictObject({
  account: stored.optional(),
  org: stored.optional(),
  project: stored.optional(),
});

/** Connectors to git that are stored when the run begins, by the references that the pipeline uses. */
const connectors = z.record(
  z.string(),
  z.strictObject({
    url: z.string(),
    holdsMany: z.boolean(),
    credentials: z.strictObject({ user: taskText(), password: taskText() }).optional(),
  }),
);

/** Connectors to registries of images that are stored when the run begins, in the same way. */
const imageConnectors = z.record(
  z.string(),
  z.strictObject({
    login: z
      .strictObject({ registry: z.string(), user: taskText(), password: taskText() })
      .optional(),
  }),
);

function taskText() {
  return z.union([
    z.string(),
    z.array(z.union([z.string(), z.strictObject({ secret: z.string() })])),
  ]);
}

/** Which delegates the infrastructure of CI stages means. */
const ciDelegates = z.partialRecord(z.enum(CI_INFRASTRUCTURES), z.array(z.string()));

/** What is stored when the run begins of what its stages deploy: the file of a service, environment or infrastructure. */
const object = z.strictObject({
  ref: z.string(),
  environment: z.string().optional(),
  file: z.partialRecord(z.enum(['service', 'environment', 'infrastructureDefinition']), z.json()),
});

/** Groups of environments that are stored when the run begins, as stages refer to them. */
const environmentGroups = z.record(
  z.string(),
  z.strictObject({ name: z.string(), environments: z.array(z.string()) }),
);

const override = z.strictObject({
  level: z.enum(['account', 'org', 'project']),
  file: z.strictObject({ overrides: z.json() }),
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
  /** The workspaces that the delegate was told nobody needs any more, in order. */
  left: z.array(z.union([z.literal('all'), z.array(z.string())])).optional(),
  /** Stages that were reused. */
  reused: z.array(z.string()).optional(),
  /** Part of a failure's message, by identifier. */
  failures: z.record(z.string(), z.string()).optional(),
  /** The executions that chained stages ran, by the identifier of the stage: how they stand, and which one of its kind it is. */
  children: z
    .record(
      z.string(),
      z.strictObject({ status: z.string(), nodes: z.record(z.string(), z.string()).optional() }),
    )
    .optional(),
  /** What people outside were told of, in order: `StageFailed build`, `PipelineFailed`. */
  notified: z.array(z.string()).optional(),
  /** Chained stages whose child is the one that they had in the execution before. */
  sameChildren: z.array(z.string()).readonly().optional(),
});

const act = z.union([
  z.strictObject({
    run: z.strictObject({
      /** Only these stages; then what they ask of the others, by expression. */
      stages: z.array(z.string()).optional(),
      values: z.record(z.string(), z.string()).optional(),
      variables: variables.optional(),
      connectors: connectors.optional(),
      imageConnectors: imageConnectors.optional(),
      ciDelegates: ciDelegates.optional(),
      objects: z.array(object).optional(),
      environmentGroups: environmentGroups.optional(),
      /** The overrides that are stored, each at its level. */
      overrides: z.array(override).optional(),
      /** What the run was given, as `<+inputSet>` reads it. */
      inputs: z.json().optional(),
      /** The inputs that it is given, in the shape of an input set's `pipeline`. */
      given: z.json().optional(),
      /** Where people reach the server. */
      publicUrl: z.string().optional(),
      outcomes: z.record(z.string(), outcome).optional(),
      meanwhile: z.array(event).optional(),
    }),
    expect: expectation.optional(),
    refused: z.string().optional(),
  }),
  z.strictObject({
    retry: z.strictObject({
      from: z.array(z.string()),
      /** The chained stage whose child is retried, by itself. */
      inside: z.string().optional(),
      onlyFailed: z.boolean().optional(),
      /** Failed chained stages go on with the children that they had. */
      chained: z.boolean().optional(),
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
export type RunAct = Extract<Act, { run: unknown }>['run'];
export type Variables = z.infer<typeof variables>;
export type StoredFile = z.infer<typeof object>;
export type PersonOrTime = z.infer<typeof event>;

/** What a scenario runs, and the pipelines and templates that are stored beside it. */
export interface Files {
  readonly yaml: string;
  readonly stored: readonly string[];
}

/** A folder's scenario: its `expected.json`, checked, its `pipeline.yaml`, and whatever other pipelines and templates stand there. */
export function readScenario(folder: URL): Files & { readonly scenario: Scenario } {
  const expected: unknown = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
  return {
    scenario: scenario.parse(expected),
    yaml: readFileSync(new URL('pipeline.yaml', folder), 'utf8'),
    stored: readdirSync(folder)
      .filter((file) => file.endsWith('.yaml') && file !== 'pipeline.yaml')
      .map((file) => readFileSync(new URL(file, folder), 'utf8')),
  };
}
