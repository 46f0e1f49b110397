/** Stored objects in Harness's shapes: each kind inside a wrapper of its own, with the times of its saves. */
import * as z from 'zod/mini';
import { instant } from './node.ts';

/** What every object shows. Null stands for a level that it is not in. */
const common = {
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
};

/** Kinds whose YAML is shown as it was written. */
const withYaml = { ...common, accountId: z.string(), yaml: z.string() };

const saved = { createdAt: instant, lastModifiedAt: instant };

export const service = z.object({
  service: z.object({ ...withYaml, deleted: z.literal(false), version: z.number() }),
  ...saved,
});

export const environment = z.object({
  environment: z.object({
    ...withYaml,
    type: z.string(),
    /** In which clients show it. */
    color: z.nullable(z.string()),
    deleted: z.literal(false),
    version: z.number(),
  }),
  ...saved,
});

export const environmentGroup = z.object({
  envGroup: z.object({
    ...withYaml,
    color: z.nullable(z.string()),
    /** As the group names them: without a level, those where the group is. */
    envIdentifiers: z.array(z.string()),
    deleted: z.literal(false),
    version: z.number(),
  }),
  ...saved,
});

export const infrastructure = z.object({
  infrastructure: z.object({
    ...withYaml,
    environmentRef: z.string(),
    deploymentType: z.nullable(z.string()),
    type: z.string(),
  }),
  ...saved,
});

export const override = z.object({
  identifier: z.string(),
  accountId: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
  environmentRef: z.string(),
  serviceRef: z.nullable(z.string()),
  infraIdentifier: z.nullable(z.string()),
  type: z.string(),
  spec: z.record(z.string(), z.unknown()),
  yaml: z.string(),
});

export const connector = z.object({
  connector: z.object({ ...common, type: z.string(), spec: z.record(z.string(), z.unknown()) }),
  ...saved,
  harnessManaged: z.literal(false),
});

/** `UNKNOWN`: it was not tried. */
export const connectorTest = z.object({
  status: z.enum(['SUCCESS', 'FAILURE', 'UNKNOWN']),
  errors: z.array(z.object({ reason: z.string(), message: z.string(), code: z.number() })),
  errorSummary: z.nullable(z.string()),
  testedAt: instant,
  delegateId: z.null(),
});

export const variable = z.object({
  variable: z.object({
    ...common,
    type: z.string(),
    spec: z.object({ valueType: z.literal('FIXED'), fixedValue: z.string() }),
  }),
  ...saved,
});

/** A secret without its value, which is told to nobody (I10). */
export const secret = z.object({
  secret: z.object({
    ...common,
    type: z.string(),
    spec: z.object({
      secretManagerIdentifier: z.string(),
      valueType: z.literal('Inline'),
      value: z.null(),
    }),
  }),
  createdAt: instant,
  updatedAt: instant,
  draft: z.literal(false),
});
