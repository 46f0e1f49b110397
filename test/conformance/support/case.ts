import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const pipelineYaml = z.unknown().transform((pipeline) => stringify({ pipeline }));

const ending = z.union([
  z.enum(['Success', 'Failed', 'hang']),
  z.strictObject({ outputs: z.record(z.string(), z.string()) }),
]);

const happening = z.union([
  z.strictObject({ abort: z.literal(true) }),
  z.strictObject({ approve: z.string() }),
  z.strictObject({ reject: z.string() }),
  z.strictObject({ pass: z.string() }),
  z.strictObject({ change: pipelineYaml }),
  z.strictObject({ delete: z.literal(true) }),
]);

const world = {
  /** By step; a list has the endings of its tries, of which the last one repeats. What is not named succeeds. */
  outcomes: z.record(z.string(), z.union([ending, z.array(ending).min(1)])).default({}),
  /** What people and time do once nothing moves any more. */
  meanwhile: z.array(happening).default([]),
};

const expectation = z.strictObject({
  status: z.string(),
  statuses: z.record(z.string(), z.string()).optional(),
  ran: z.array(z.string()).optional(),
  reused: z.array(z.string()).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
});

const retry = z.strictObject({
  from: z.array(z.string()),
  onlyFailed: z.boolean().default(false),
  /** Which execution of the chain, from 0; the newest when not given. */
  of: z.number().optional(),
  /** How many ask for it at the same time: one gets it, the others are told so. */
  atOnce: z.number().min(1).default(1),
  ...world,
});

const run = z.strictObject({
  /** A selective run of these. */
  stages: z.array(z.string()).optional(),
  ...world,
});

const rerun = z.strictObject({
  original: z.boolean().default(false),
  of: z.number().optional(),
  ...world,
});

const act = z.union([
  z.strictObject({ run, expect: expectation }),
  z.strictObject({ rerun, expect: expectation }),
  z.strictObject({
    retry,
    plan: z.strictObject({ reuse: z.array(z.string()), run: z.array(z.string()) }),
    expect: expectation,
  }),
  z.strictObject({ retry, refused: z.string() }),
]);

const conformanceCase = z.strictObject({
  /** The rule, as a sentence. */
  says: z.string(),
  /** What it shows: sections of the rules, and kinds of mistakes, both listed in README.md. */
  shows: z.array(z.string()).min(1),
  pipeline: pipelineYaml,
  /** The pipelines that its chained stages run. */
  others: z.array(pipelineYaml).default([]),
  acts: z.array(act).min(1),
});

export type Case = z.infer<typeof conformanceCase>;
export type Act = Case['acts'][number];
export type Expectation = z.infer<typeof expectation>;

const folder = new URL('../cases/', import.meta.url);

/** Every case, checked, by the name of its file. */
export const readCases = (): readonly { readonly name: string; readonly each: Case }[] =>
  readdirSync(folder)
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.yaml$/, ''),
      each: conformanceCase.parse(parse(readFileSync(new URL(file, folder), 'utf8'))),
    }));
