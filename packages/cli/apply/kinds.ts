import { isDeepStrictEqual } from 'node:util';
import type { Client, ClientProblem } from '@reprise/api/client';
import { ok, type Result } from '@reprise/core';
import { type DocumentKind, readObject, type SubjectKind } from '@reprise/core/objects';
import type { ApplyDocument } from './documents.ts';

type Answer<Value> = Promise<Result<Value, ClientProblem>>;

/** What the server holds in the place of a document. */
export interface Stored {
  /** Whether it is what the document says already. */
  readonly same: boolean;
  /** The version of a pipeline, for its update. */
  readonly version?: number;
}

/** How a kind is read and sent. An object says itself where it lives; the others are told by the query. */
export interface ApplyKind {
  readonly read: (client: Client, document: ApplyDocument) => Answer<Stored>;
  readonly create: (client: Client, document: ApplyDocument) => Answer<unknown>;
  readonly update: (client: Client, document: ApplyDocument, stored: Stored) => Answer<unknown>;
}

const placeOf = ({ subject }: ApplyDocument) => ({
  orgIdentifier: subject.orgIdentifier ?? undefined,
  projectIdentifier: subject.projectIdentifier ?? undefined,
});

async function compared<Value>(
  answer: Answer<Value>,
  isSame: (value: Value) => boolean,
): Answer<Stored> {
  const read = await answer;
  return read.ok ? ok({ same: isSame(read.value) }) : read;
}

/** What a document says of a kind whose stored YAML is not shown. A secret that brings a value never counts as the same. */
function saysTheSame(
  kind: DocumentKind,
  { body }: ApplyDocument,
  shown: { readonly type: string; readonly spec: Readonly<Record<string, unknown>> } & Head,
  particular: (details: Readonly<Record<string, unknown>>) => unknown,
): boolean {
  const read = readObject(kind, body);
  if (!read.ok || read.value.secretValue !== null) return false;
  const { name, description, tags, details } = read.value.document;
  const said = { name, description, tags, type: details['type'], particular: particular(details) };
  return isDeepStrictEqual(said, {
    name: shown.name,
    description: shown.description,
    tags: shown.tags,
    type: shown.type,
    particular: particular({ ...shown.spec, spec: shown.spec, value: shown.spec['fixedValue'] }),
  });
}

interface Head {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

const settings = {
  secret: {
    read: (client, document) =>
      compared(
        client.getSecret({
          path: { secret: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) =>
          saysTheSame('secret', document, data.secret, (of) => of['secretManagerIdentifier']),
      ),
    create: (client, { body }) => client.createSecret({ body }),
    update: (client, { body, subject }) =>
      client.updateSecret({ path: { secret: subject.identifier }, body }),
  },
  variable: {
    read: (client, document) =>
      compared(
        client.getVariable({
          path: { variable: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => saysTheSame('variable', document, data.variable, (of) => of['value']),
      ),
    create: (client, { body }) => client.createVariable({ body }),
    update: (client, { body }) => client.updateVariable({ body }),
  },
  connector: {
    read: (client, document) =>
      compared(
        client.getConnector({
          path: { connector: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => saysTheSame('connector', document, data.connector, (of) => of['spec']),
      ),
    create: (client, { body }) => client.createConnector({ body }),
    update: (client, { body }) => client.updateConnector({ body }),
  },
} as const satisfies Partial<Record<SubjectKind, ApplyKind>>;

const deployment = {
  service: {
    read: (client, document) =>
      compared(
        client.getService({
          path: { service: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => data.service.yaml === document.body,
      ),
    create: (client, { body }) => client.createService({ body }),
    update: (client, { body }) => client.updateService({ body }),
  },
  environment: {
    read: (client, document) =>
      compared(
        client.getEnvironment({
          path: { environment: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => data.environment.yaml === document.body,
      ),
    create: (client, { body }) => client.createEnvironment({ body }),
    update: (client, { body }) => client.updateEnvironment({ body }),
  },
  environmentGroup: {
    read: (client, document) =>
      compared(
        client.getEnvironmentGroup({
          path: { environmentGroup: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => data.envGroup.yaml === document.body,
      ),
    create: (client, { body }) => client.createEnvironmentGroup({ body }),
    update: (client, { body, subject: { identifier: environmentGroup } }) =>
      client.updateEnvironmentGroup({ path: { environmentGroup }, body }),
  },
  infrastructure: {
    read: (client, document) =>
      compared(
        client.getInfrastructure({
          path: { infrastructure: document.subject.identifier },
          query: { ...placeOf(document), environmentIdentifier: document.subject.parent },
        }),
        ({ data }) => data.infrastructure.yaml === document.body,
      ),
    create: (client, { body }) => client.createInfrastructure({ body }),
    update: (client, { body }) => client.updateInfrastructure({ body }),
  },
  override: {
    read: (client, document) =>
      compared(
        client.getServiceOverride({
          path: { override: document.subject.identifier },
          query: placeOf(document),
        }),
        ({ data }) => data.yaml === document.body,
      ),
    create: (client, { body }) => client.createServiceOverride({ body }),
    update: (client, { body }) => client.updateServiceOverride({ body }),
  },
} as const satisfies Partial<Record<SubjectKind, ApplyKind>>;

const ofPipeline = (document: ApplyDocument) => ({
  ...placeOf(document),
  pipelineIdentifier: document.subject.parent,
});

const inputSet: ApplyKind = {
  read: (client, document) =>
    compared(
      client.getInputSet({
        path: { inputSet: document.subject.identifier },
        query: ofPipeline(document),
      }),
      ({ data }) => (data.inputSetYaml ?? data.overlayInputSetYaml) === document.body,
    ),
  create: (client, document) =>
    client.createInputSet({ query: ofPipeline(document), body: document.body }),
  update: (client, document) =>
    client.updateInputSet({
      path: { inputSet: document.subject.identifier },
      query: ofPipeline(document),
      body: document.body,
    }),
};

/** Every kind that can be applied. */
export const KINDS: Readonly<Record<SubjectKind, ApplyKind>> = {
  ...settings,
  ...deployment,
  template: {
    read: (client, document) =>
      compared(
        client.getTemplate({
          path: { template: document.subject.identifier },
          query: { ...placeOf(document), versionLabel: document.subject.versionLabel },
        }),
        ({ data }) => data.yaml === document.body,
      ),
    create: (client, { body }) => client.createTemplate({ body }),
    update: (client, { body, subject: { identifier: template, versionLabel } }) =>
      client.updateTemplate({ path: { template, versionLabel }, body }),
  },
  pipeline: {
    read: async (client, document) => {
      const path = { pipeline: document.subject.identifier };
      const read = await client.getPipeline({ path, query: placeOf(document) });
      if (!read.ok) return read;
      const { yamlPipeline, version } = read.value.data;
      return ok({ same: yamlPipeline === document.body, version });
    },
    create: (client, document) =>
      client.createPipeline({ query: placeOf(document), body: document.body }),
    update: (client, document, { version }) =>
      client.updatePipeline({
        path: { pipeline: document.subject.identifier },
        query: {
          ...placeOf(document),
          ...(version === undefined ? {} : { lastObjectId: version }),
        },
        body: document.body,
      }),
  },
  inputSet,
  overlayInputSet: inputSet,
};
