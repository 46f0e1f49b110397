import { type Json, ok, type Result, refused } from '@reprise/core';
import type { GitConnector, GitCredentials } from '@reprise/core/step-types';

/** The level of a connector: references to secrets that name none are meant at it. */
export type ConnectorLevel = 'account' | 'org' | 'project';

const GIT_TYPES: ReadonlySet<string> = new Set(['Git', 'Github', 'Gitlab', 'Bitbucket']);

type Part = Readonly<Record<string, Json>>;

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

/** A name or a reference to a secret that holds it, and a reference to the password or token. */
interface Login {
  readonly user: string;
  readonly userRef: string;
  readonly passwordRef: string;
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

/** A spec without a password is of a repository that everybody may read. */
function loginOf(fields: Part, secret: 'passwordRef' | 'tokenRef'): Answer {
  const passwordRef = textOf(fields[secret]) ?? '';
  if (passwordRef === '') return ok(null);
  const user = textOf(fields['username']) ?? '';
  const userRef = textOf(fields['usernameRef']) ?? '';
  // A token is enough for the providers, whatever the name beside it.
  const named = user === '' && userRef === '' && secret === 'tokenRef' ? 'git' : user;
  if (named === '' && userRef === '') return refused('has a password and no username');
  return ok({ user: named, userRef, passwordRef });
}

const atLevel = ({ user, userRef, passwordRef }: Login, level: ConnectorLevel): GitCredentials => ({
  user: userRef === '' ? user : [{ secret: referenceAt(level, userRef) }],
  password: [{ secret: referenceAt(level, passwordRef) }],
});

const referenceAt = (level: ConnectorLevel, reference: string): string =>
  level === 'project' || reference.includes('.') ? reference : `${level}.${reference}`;

const partOf = (value: Json | undefined): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {};

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;
