import type { DocumentKind } from '@reprise/core/objects';
import type { StoredObject } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import * as shapes from '../shapes/objects.ts';
import { pageOf } from '../shapes/pages.ts';

interface Where {
  readonly orgIdentifier?: string | undefined;
  readonly projectIdentifier?: string | undefined;
}
/** How a list is asked for. */
export interface Listed extends Where {
  readonly page?: number | undefined;
  readonly size?: number | undefined;
  readonly pageIndex?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly searchTerm?: string | undefined;
  readonly environmentIdentifier?: string | undefined;
}
interface Named extends Where {
  readonly environmentIdentifier?: string | undefined;
}

const SIZE = 50;
const LARGEST = 1000;

/** Clients count pages by either of two names. */
export const eitherPage = ({ page, pageIndex, size, pageSize }: Listed) => ({
  page: page ?? pageIndex ?? 0,
  size: Math.min(size ?? pageSize ?? SIZE, LARGEST),
});

/** The calls on objects of one kind, shown by `show`. */
export function callsOf<Shown>(
  useCases: UseCases,
  kind: DocumentKind,
  show: (object: StoredObject) => Shown,
) {
  return {
    /** Saves the object that is there, or else creates it. */
    save: async (context: RequestContext, query: Where, text: string) => {
      const input = { kind, scope: scopeOfQuery(context, query), text };
      const updated = await useCases.updateObject(context.caller, input);
      const isNew = !updated.ok && updated.error.code === 'OBJECT_NOT_FOUND';
      const saved = isNew ? await useCases.createObject(context.caller, input) : updated;
      return map(map(saved, show), success(context));
    },
    create: async (context: RequestContext, query: Where, text: string, file?: string) => {
      const input = { kind, scope: scopeOfQuery(context, query), text, file };
      return map(map(await useCases.createObject(context.caller, input), show), success(context));
    },
    update: async (
      context: RequestContext,
      query: Where,
      text: string,
      identifier?: string,
      file?: string,
    ) => {
      const input = { kind, scope: scopeOfQuery(context, query), text, identifier, file };
      return map(map(await useCases.updateObject(context.caller, input), show), success(context));
    },
    get: async (context: RequestContext, query: Named, identifier: string) => {
      const input = inputOf(kind, context, query, identifier);
      return map(map(await useCases.getObject(context.caller, input), show), success(context));
    },
    remove: async (context: RequestContext, query: Named, identifier: string) => {
      const input = inputOf(kind, context, query, identifier);
      const removed = await useCases.deleteObject(context.caller, input);
      return map(
        map(removed, () => true as const),
        success(context),
      );
    },
    list: async (context: RequestContext, query: Listed) => {
      const at = eitherPage(query);
      const listed = await useCases.listObjects(context.caller, {
        kind,
        scope: scopeOfQuery(context, query),
        search: query.searchTerm,
        parent: query.environmentIdentifier,
        ...at,
      });
      return map(
        map(listed, (page) => pageOf(page, at, show)),
        success(context),
      );
    },
  };
}

const inputOf = (
  kind: DocumentKind,
  context: RequestContext,
  query: Named,
  identifier: string,
) => ({
  kind,
  scope: scopeOfQuery(context, query),
  identifier,
  parent: query.environmentIdentifier,
});

/** Services, environments and infrastructures. */
export function deploymentHandlers(useCases: UseCases) {
  const services = callsOf(useCases, 'service', shapes.service);
  const environments = callsOf(useCases, 'environment', shapes.environment);
  const infrastructures = callsOf(useCases, 'infrastructure', shapes.infrastructure);
  return {
    createService: ({ context, query, body }) => services.create(context, query, body),
    updateService: ({ context, query, body }) => services.update(context, query, body),
    upsertService: ({ context, query, body }) => services.save(context, query, body),
    listServices: ({ context, query }) => services.list(context, query),
    getService: ({ context, query, path }) => services.get(context, query, path.service),
    deleteService: ({ context, query, path }) => services.remove(context, query, path.service),
    createEnvironment: ({ context, query, body }) => environments.create(context, query, body),
    updateEnvironment: ({ context, query, body }) => environments.update(context, query, body),
    upsertEnvironment: ({ context, query, body }) => environments.save(context, query, body),
    listEnvironments: ({ context, query }) => environments.list(context, query),
    getEnvironment: ({ context, query, path }) =>
      environments.get(context, query, path.environment),
    deleteEnvironment: ({ context, query, path }) =>
      environments.remove(context, query, path.environment),
    createInfrastructure: ({ context, query, body }) =>
      infrastructures.create(context, query, body),
    updateInfrastructure: ({ context, query, body }) =>
      infrastructures.update(context, query, body),
    upsertInfrastructure: ({ context, query, body }) => infrastructures.save(context, query, body),
    listInfrastructures: ({ context, query }) => infrastructures.list(context, query),
    getInfrastructure: ({ context, query, path }) =>
      infrastructures.get(context, query, path.infrastructure),
    deleteInfrastructure: ({ context, query, path }) =>
      infrastructures.remove(context, query, path.infrastructure),
  } satisfies Partial<Handlers>;
}

export function environmentGroupHandlers(useCases: UseCases) {
  const groups = callsOf(useCases, 'environmentGroup', shapes.environmentGroup);
  return {
    createEnvironmentGroup: ({ context, query, body }) => groups.create(context, query, body),
    listEnvironmentGroups: ({ context, query }) => groups.list(context, query),
    getEnvironmentGroup: ({ context, query, path }) =>
      groups.get(context, query, path.environmentGroup),
    updateEnvironmentGroup: ({ context, query, body, path }) =>
      groups.update(context, query, body, path.environmentGroup),
    deleteEnvironmentGroup: ({ context, query, path }) =>
      groups.remove(context, query, path.environmentGroup),
  } satisfies Partial<Handlers>;
}

/** Connectors, variables and secrets. */
export function settingHandlers(useCases: UseCases) {
  const connectors = callsOf(useCases, 'connector', shapes.connector);
  const variables = callsOf(useCases, 'variable', shapes.variable);
  const secrets = callsOf(useCases, 'secret', shapes.secret);
  return {
    createConnector: ({ context, query, body }) => connectors.create(context, query, body),
    updateConnector: ({ context, query, body }) => connectors.update(context, query, body),
    listConnectors: ({ context, query }) => connectors.list(context, query),
    listConnectorsV2: ({ context, query }) => connectors.list(context, query),
    getConnector: ({ context, query, path }) => connectors.get(context, query, path.connector),
    deleteConnector: ({ context, query, path }) =>
      connectors.remove(context, query, path.connector),
    testConnector: async ({ context, query, path: { connector } }) => {
      const input = { scope: scopeOfQuery(context, query), connector };
      const tested = await useCases.testConnector(context.caller, input);
      return map(map(tested, shapes.connectorTest), success(context));
    },
    createVariable: ({ context, query, body }) => variables.create(context, query, body),
    updateVariable: ({ context, query, body }) => variables.update(context, query, body),
    listVariables: ({ context, query }) => variables.list(context, query),
    getVariable: ({ context, query, path }) => variables.get(context, query, path.variable),
    deleteVariable: ({ context, query, path }) => variables.remove(context, query, path.variable),
    createSecret: ({ context, query, body }) => secrets.create(context, query, body),
    updateSecret: ({ context, query, body, path }) =>
      secrets.update(context, query, body, path.secret),
    createSecretFile: ({ context, query, body: { spec, file } }) =>
      secrets.create(context, query, spec, file),
    updateSecretFile: ({ context, query, body: { spec, file }, path }) =>
      secrets.update(context, query, spec, path.secret, file),
    getSecret: ({ context, query, path }) => secrets.get(context, query, path.secret),
    deleteSecret: ({ context, query, path }) => secrets.remove(context, query, path.secret),
    listSecrets: ({ context, query }) => secrets.list(context, query),
    listSecretsByFilter: ({ context, query }) => secrets.list(context, query),
    rotateMasterKey: async ({ context }) => {
      const scope = { accountId: context.accountId };
      const rotated = await useCases.rotateMasterKey(context.caller, { scope });
      return map(rotated, ({ keyId, resealed }) => ({ document: { keyId, resealed } }));
    },
  } satisfies Partial<Handlers>;
}
