/** How every command ends, for scripts. The README and `reprise --help` list them; they do not change. */
export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  notAuthorised: 3,
  notFound: 4,
  /** Aborted, expired or rejected. */
  stopped: 5,
  /** Whatever is still running waits for an approval. */
  waiting: 6,
  unreachable: 7,
  watchTimedOut: 124,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_STATUS: Readonly<Record<string, ExitCode>> = {
  Success: EXIT.success,
  IgnoreFailed: EXIT.success,
  Skipped: EXIT.success,
  Aborted: EXIT.stopped,
  AbortedByFreeze: EXIT.stopped,
  Expired: EXIT.stopped,
  ApprovalRejected: EXIT.stopped,
};

/** The exit code of an execution that ended with this status. A status that this version does not know is a failure. */
export const exitCodeOf = (status: string): ExitCode => OF_STATUS[status] ?? EXIT.failed;
