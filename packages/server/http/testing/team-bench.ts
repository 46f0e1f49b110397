/** The whole API with users: who they are is real, and so is what they may do. */
import { type Client, createClient } from '@reprise/api/client';
import type { AccessScope } from '@reprise/core/access';
import { randomText } from '../../system/random-bytes.ts';
import { digestOf } from '../../testing/workshop.ts';
import { assigneeKey } from '../../use-cases/access/principals.ts';
import { firstInvitation, type Rights } from '../../use-cases/index.ts';
import { type ApiBench, type ApiBenchOptions, BASE, openApiBench } from './api-bench.ts';

export const PROJECT = { accountId: 'default', orgId: 'default', projectId: 'default_project' };
export const PASSWORD = 'correct horse battery';

export interface TeamBench extends ApiBench {
  /** Somebody with a role at a scope: their token. */
  member(name: string, role?: string, scope?: AccessScope): Promise<Member>;
  /** The secret of the link that makes the first administrator. */
  invitation(): Promise<string>;
}
export interface Member {
  readonly id: string;
  readonly token: string;
  readonly client: Client;
  readonly headers: Readonly<Record<string, string>>;
}

const GROUP_OF: Readonly<Record<string, string>> = {
  account: '_all_resources_including_child_scopes',
  organization: '_all_resources_including_child_scopes',
};

export async function openTeamBench(
  watch: (rights: Rights) => Rights = (rights) => rights,
  options: Omit<ApiBenchOptions, 'team' | 'rights'> = {},
): Promise<TeamBench> {
  const bench = await openApiBench({ ...options, team: watch });
  const { access } = bench.store;
  const scope = { accountId: 'default' };
  const now = bench.clock.now();
  const member = async (name: string, role?: string, at: AccessScope = PROJECT) => {
    const email = `${name}@example.com`;
    const user = { email, name, password: null, disabled: false };
    await access.create({ kind: 'user', scope, identifier: name, handle: email, body: user }, now);
    if (role !== undefined) {
      const level = role.split('_')[1] ?? '';
      await access.create(
        {
          kind: 'assignment',
          scope: at,
          identifier: `${name}${role}`,
          owner: assigneeKey('USER', scope, name),
          body: {
            principal: { type: 'USER', identifier: name },
            role,
            resourceGroup: GROUP_OF[level] ?? '_all_project_level_resources',
            disabled: false,
          },
        },
        now,
      );
    }
    const secret = randomText(32);
    const owner = { type: 'USER', identifier: name } as const;
    const body = {
      name: 'test',
      token: 'test',
      key: 'test',
      owner,
      digest: digestOf(secret),
      validFrom: now,
      validTo: null,
      lastUsedAt: null,
    };
    await access.create(
      { kind: 'token', scope, identifier: name, owner: `USER:${name}`, body },
      now,
    );
    const token = `pat.default.${name}.${secret}`;
    const headers = { 'x-api-key': token };
    return {
      id: name,
      token,
      headers,
      client: createClient({ fetch: bench.fetch, baseUrl: BASE, headers }),
    };
  };
  return {
    ...bench,
    member,
    invitation: async () => {
      const secret = await firstInvitation({ ...bench, digest: digestOf, randomText });
      if (secret === null) throw new Error('there are users already');
      return secret;
    },
  };
}
