/**
 * What a step's process may see of the delegate's own environment. A list of names that may pass, not of names that
 * may not: the delegate may run in the server, whose environment holds passwords of databases (I10).
 */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** The variables of `own` that steps start from. */
export const baseEnvironment = (own: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = own[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
