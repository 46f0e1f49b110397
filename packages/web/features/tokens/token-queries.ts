/** What the page of one's own tokens asks the server. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, server } from '../../api/server.ts';
import { identifierOf } from './token-name.ts';

/** The key that holds the tokens made here; others, made by calls, are shown beside it. */
const OWN_KEY = 'web';
const MOST = 1_000;

/** All tokens of the caller, of all their keys. */
export const ownTokens = queryOptions({
  queryKey: ['own tokens'],
  queryFn: async () => {
    const keys = await ownKeys();
    const pages = await Promise.all(
      keys.map((apiKeyIdentifier) =>
        answerOf(server.listTokens({ query: { apiKeyIdentifier, pageSize: MOST } })),
      ),
    );
    return pages.flatMap(({ data }) => data.content);
  },
});
export type OwnToken = Awaited<ReturnType<NonNullable<(typeof ownTokens)['queryFn']>>>[number];

async function ownKeys(): Promise<readonly string[]> {
  const { data } = await answerOf(server.listApiKeys({ query: {} }));
  return data.map(({ identifier }) => identifier);
}

/** What a token is to be. */
export interface NewToken {
  readonly name: string;
  /** Until when it is good; null: for as long as nobody revokes it. */
  readonly validTo: number | null;
}

/** Makes a token, and answers its text: the server does not have it afterwards. */
export async function createToken({ name, validTo }: NewToken): Promise<string> {
  if (!(await ownKeys()).includes(OWN_KEY)) {
    await answerOf(
      server.createApiKey({ query: {}, body: { identifier: OWN_KEY, name: 'Made in the pages' } }),
    );
  }
  const made = await answerOf(
    server.createToken({
      query: {},
      body: { identifier: identifierOf(name), name, apiKeyIdentifier: OWN_KEY, validTo },
    }),
  );
  return made.data;
}

/** Revokes a token: it is worth nothing from then on. */
export async function revokeToken({ identifier, apiKeyIdentifier }: OwnToken['token']) {
  await answerOf(server.deleteToken({ path: { token: identifier }, query: { apiKeyIdentifier } }));
}
