import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { eitherPage } from '../rest-ng/objects.ts';
import { pageFrom } from '../shapes/pages.ts';
import { shownApiKey, shownToken } from './shapes.ts';

interface Where {
  readonly orgIdentifier?: string | undefined;
  readonly projectIdentifier?: string | undefined;
}
interface OwnedBy {
  readonly apiKeyType?: string | null | undefined;
  readonly parentIdentifier?: string | null | undefined;
}

/** Whose tokens a request is about, as it says; the caller's own when it says nothing. */
const ownerOf = (context: RequestContext, query: Where, owned: OwnedBy) => ({
  scope: scopeOfQuery(context, query),
  type: owned.apiKeyType === 'SERVICE_ACCOUNT' ? ('SERVICE_ACCOUNT' as const) : ('USER' as const),
  parent: owned.parentIdentifier ?? undefined,
});

const done = () => true as const;

/** API keys, and the tokens in them. */
export const tokenHandlers = (useCases: UseCases, now: () => number) =>
  ({
    listApiKeys: async ({ query, context }) => {
      const all = await useCases.listApiKeys(context.caller, ownerOf(context, query, query));
      return map(
        map(all, (keys) => keys.map(shownApiKey)),
        success(context),
      );
    },
    createApiKey: async ({ query, body, context }) => {
      const { identifier: key, name } = body;
      const input = { ...ownerOf(context, query, body), key, name: name || key };
      const created = await useCases.createApiKey(context.caller, input);
      return map(map(created, shownApiKey), success(context));
    },
    deleteApiKey: async ({ path, query, context }) => {
      const input = { ...ownerOf(context, query, query), key: path.apiKey };
      return map(map(await useCases.deleteApiKey(context.caller, input), done), success(context));
    },
    listTokens: async ({ query, context }) => {
      const input = { ...ownerOf(context, query, query), key: query.apiKeyIdentifier };
      const all = await useCases.listTokens(context.caller, input);
      const shown = map(all, (tokens) =>
        pageFrom(tokens, eitherPage(query), (token) => shownToken(token, now())),
      );
      return map(shown, success(context));
    },
    createToken: async ({ query, body, context }) => {
      const { identifier: token, name, apiKeyIdentifier: key, validTo } = body;
      const input = {
        ...ownerOf(context, query, body),
        key,
        token,
        name: name || token,
        validTo: validTo ?? undefined,
      };
      const created = await useCases.createToken(context.caller, input);
      return map(
        map(created, ({ text }) => text),
        success(context),
      );
    },
    rotateToken: async ({ path, query, context }) => {
      const key = query.apiKeyIdentifier;
      const input = { ...ownerOf(context, query, query), key, token: path.token };
      const rotated = await useCases.rotateToken(context.caller, input);
      return map(
        map(rotated, ({ text }) => text),
        success(context),
      );
    },
    deleteToken: async ({ path, query, context }) => {
      const key = query.apiKeyIdentifier;
      const input = { ...ownerOf(context, query, query), key, token: path.token };
      return map(map(await useCases.deleteToken(context.caller, input), done), success(context));
    },
    validateToken: async ({ body, context }) => {
      const validated = await useCases.validateToken(context.caller, { text: body.trim() });
      const shown = map(validated, ({ valid, accountId }) => ({
        valid,
        accountIdentifier: accountId,
      }));
      return map(shown, success(context));
    },
  }) satisfies Partial<Handlers>;
