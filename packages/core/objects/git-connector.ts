import { type Json, ok, type Result, refused } from '@reprise/core';
import type { GitConnector } from '@reprise/core/step-types';
import {
  atLevel,
  type ConnectorLevel,
  type Login,
  loginOf,
  type Part,
  partOf,
  textOf,
} from './connector-login.ts';

const GIT_TYPES: ReadonlySet<string> = new Set(['Git', 'Github', 'Gitlab', 'Bitbucket']);

/**
 * A stored connector as a clone needs it, from its `details`; refused, with the reason, when it is none to git or says
 * something that this server does not do. Secrets stay references (I10).
 */
export function readGitConnector(
  { type, spec }: Readonly<Record<string, Json>>,
  level: ConnectorLevel,
): Result<GitConnector, string> {
  if (typeof type !== 'string' || !GIT_TYPES.has(type)) {
    return refused(
      `is of the type ${textOf(type) ?? 'nothing'}; git needs one of ${[...GIT_TYPES].join(', ')}`,
    );
  }
  const fields = partOf(spec);
  const url = textOf(fields['url'])?.trim() ?? '';
  if (url === '') return refused('has no url');
  if (/^https?:\/\/[^/]*@|^[a-z+.-]+:\/\/[^/]*:[^/]*@/i.test(url)) {
    return refused('has credentials in its url: put them under authentication, as secrets');
  }
  const credentials = type === 'Git' ? genericCredentials(fields) : hostedCredentials(fields);
  if (!credentials.ok) return credentials;
  const kind = textOf(type === 'Git' ? fields['connectionType'] : fields['type']);
  const scoped = credentials.value && atLevel(credentials.value, level);
  return ok({
    url,
    holdsMany: kind === 'Account' || kind === 'Project',
    ...(scoped === null ? {} : { credentials: scoped }),
  });
}

type Answer = Result<Login | null, string>;

/** A connector of the type Git has its credentials in its spec. */
function genericCredentials(fields: Part): Answer {
  const type = textOf(fields['type']) ?? 'Http';
  if (type !== 'Http') return refused(`connects by ${type}; only Http is supported`);
  return loginOf(partOf(fields['spec']), 'passwordRef');
}

/** Those of the providers have an `authentication` with a type of its own. */
function hostedCredentials(fields: Part): Answer {
  if (fields['authentication'] === undefined) return ok(null);
  const authentication = partOf(fields['authentication']);
  const type = textOf(authentication['type']) ?? 'Http';
  if (type !== 'Http') return refused(`connects by ${type}; only Http is supported`);
  const http = partOf(authentication['spec']);
  const login = textOf(http['type']) ?? 'nothing';
  if (login === 'UsernamePassword') return loginOf(partOf(http['spec']), 'passwordRef');
  if (login === 'UsernameToken') return loginOf(partOf(http['spec']), 'tokenRef');
  if (login === 'Anonymous') return ok(null);
  return refused(
    `authenticates by ${login}; supported are UsernamePassword, UsernameToken and Anonymous`,
  );
}
