import { LOG_LIMIT } from './launcher/log-spool.ts';

/** What the one who runs a delegate decides about its steps, by environment variables of the delegate's own. */
export interface DelegateSettings {
  /** `REPRISE_HTTP_ALLOW`: when not empty, HTTP steps reach these hosts, addresses and ranges (`10.0.0.0/8`) only. */
  readonly httpAllow: readonly string[];
  /** `REPRISE_HTTP_DENY`: hosts, addresses and ranges that HTTP steps never reach. */
  readonly httpDeny: readonly string[];
  readonly proxy: ProxySettings;
  /** `REPRISE_CONTAINER_ENGINE`: the CLI that runs containers, `docker` or `podman`, by name or path. */
  readonly containerEngine: string | null;
  /** How that CLI finds its engine: `DOCKER_HOST` and the like. */
  readonly containerEnvironment: Readonly<Record<string, string>>;
  /** `REPRISE_SMTP_URL`: the mail server, `smtp://user:password@host:587`. */
  readonly smtpUrl: string | null;
  /** `REPRISE_SMTP_FROM`: whom mails come from. */
  readonly smtpFrom: string | null;
  /** `REPRISE_LOG_LIMIT`, in megabytes: how many bytes of what a step says are kept. */
  readonly logLimit: number;
}

/** The proxy for HTTP steps, by the variables that most programs know. */
export interface ProxySettings {
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts that are reached without it: `example.com` with all below it, or `*`. */
  readonly except: readonly string[];
}

/** The settings that `env` says. */
export const readSettings = (env: NodeJS.ProcessEnv): DelegateSettings => ({
  httpAllow: list(env['REPRISE_HTTP_ALLOW']),
  httpDeny: list(env['REPRISE_HTTP_DENY']),
  proxy: {
    http: first(env['HTTP_PROXY'], env['http_proxy']),
    https: first(env['HTTPS_PROXY'], env['https_proxy']),
    except: list(first(env['NO_PROXY'], env['no_proxy']) ?? ''),
  },
  containerEngine: first(env['REPRISE_CONTAINER_ENGINE']),
  containerEnvironment: chosen(env, ENGINE_VARIABLES),
  smtpUrl: first(env['REPRISE_SMTP_URL']),
  smtpFrom: first(env['REPRISE_SMTP_FROM']),
  logLimit: logLimit(env['REPRISE_LOG_LIMIT']),
});

function logLimit(text: string | undefined): number {
  if (text === undefined || text === '') return LOG_LIMIT;
  const megabytes = Number(text);
  if (Number.isFinite(megabytes) && megabytes > 0) return Math.round(megabytes * 1024 * 1024);
  throw new Error(
    `REPRISE_LOG_LIMIT is "${text}": expected a number of megabytes above 0, 25 for one.`,
  );
}

const ENGINE_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'CONTAINER_HOST',
  'XDG_RUNTIME_DIR',
] as const;

const chosen = (
  env: NodeJS.ProcessEnv,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const list = (text: string | undefined): readonly string[] =>
  (text ?? '').split(/[\s,]+/).filter((part) => part !== '');

const first = (...texts: readonly (string | undefined)[]): string | null =>
  texts.find((text) => text !== undefined && text !== '') ?? null;
