/** Where a repository is, apart from who may read it. */
export interface Repository {
  /** Without the password: it is stored with the clone, and stands on command lines. */
  readonly url: string;
  /** Its own name, for the folder. */
  readonly name: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

const SCHEMES = new Set(['https:', 'http:', 'ssh:', 'git:', 'file:']);
const SCP_LIKE = /^[\w.-]+@[\w.-]+:(?!\/\/)[^\0\n]+$/;

/** The repository that a text names; null when it names none. */
export function repositoryOf(text: string): Repository | null {
  const said = text.trim();
  if (/[\0\n\r]/.test(said)) return null;
  if (said.startsWith('/') || SCP_LIKE.test(said)) return named(said, null);
  if (!URL.canParse(said)) return null;
  const url = new URL(said);
  if (!SCHEMES.has(url.protocol)) return null;
  if (url.password === '' && !isToken(url)) return named(said, null);
  const credentials = {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  url.username = '';
  url.password = '';
  return named(url.href, credentials);
}

/** A name without a password before the host of a web address is a token. */
const isToken = ({ protocol, username }: URL): boolean =>
  protocol.startsWith('http') && username !== '';

function named(url: string, credentials: Repository['credentials']): Repository | null {
  const [last = ''] = url
    .replace(/[/\\]+$/, '')
    .split(/[/:]/)
    .slice(-1);
  const name = last.replace(/\.git$/, '');
  const isPlain = /^[\w][\w.-]*$/.test(name);
  return { url, name: isPlain ? name : 'repository', credentials };
}
