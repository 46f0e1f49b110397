import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a fake tool prints and how it ends; a list has the answers to its first call, its second …, of which the last one repeats. */
const answer = z.strictObject({ out: z.string().optional(), exit: z.number().optional() });
export type Answer = z.infer<typeof answer>;

/** Answers by the call, as patterns of a shell: `kubectl rollout status *`. The first that fits counts; every other call succeeds in silence. */
const answers = z.record(z.string(), z.union([answer, z.array(answer).min(1)]));
export type Answers = z.infer<typeof answers>;

/** How the site that is looked at answers a path; a list has its first answer, its second … */
const page = z.strictObject({ status: z.number(), body: z.string().optional() });
const pages = z.record(z.string(), z.union([page, z.array(page).min(1)]));
export type Pages = z.infer<typeof pages>;
export type Page = z.infer<typeof page>;

/** What people do, each as soon as the step or stage waits for it. */
const event = z.union([
  z.strictObject({ approve: z.string(), inputs: z.record(z.string(), z.string()).optional() }),
  z.strictObject({ reject: z.string() }),
  z.strictObject({ intervene: z.string(), choice: z.string() }),
  z.strictObject({ give: z.string(), values: z.record(z.string(), z.string()) }),
  z.strictObject({ interrupt: z.string(), whenRuns: z.string() }),
]);
export type PersonsDeed = z.infer<typeof event>;

const expectation = z.strictObject({
  status: z.string(),
  /** By identifier, or `stage/step` where several have it. */
  nodes: z.record(z.string(), z.string()).optional(),
  outputs: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** Every call of a fake tool, in order; those in a list of their own came in any order. */
  calls: z.array(z.union([z.string(), z.array(z.string())])).optional(),
  reused: z.array(z.string()).optional(),
  failures: z.record(z.string(), z.string()).optional(),
});
export type Expectation = z.infer<typeof expectation>;

const world = {
  answers: answers.optional(),
  pages: pages.optional(),
  meanwhile: z.array(event).optional(),
};

const act = z.union([
  z.strictObject({
    run: z.strictObject({
      ...world,
      inputs: z.json().optional(),
      inputSets: z.array(z.string()).optional(),
      stages: z.array(z.string()).optional(),
    }),
    expect: expectation,
  }),
  z.strictObject({
    /** The stages to go on from; none: what failed. */
    retry: z.strictObject({
      ...world,
      from: z.array(z.string()).optional(),
      onlyFailed: z.boolean().optional(),
    }),
    expect: expectation,
  }),
]);
export type Act = z.infer<typeof act>;

const entry = z.strictObject({
  /** What the pipeline is for, as its team would say it. */
  about: z.string(),
  acts: z.array(act).min(1),
});
export type Entry = z.infer<typeof entry>;

export const readEntry = (folder: URL): Entry =>
  entry.parse(JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')));
