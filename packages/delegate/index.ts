export { createDelegate, type Delegate, type DelegateOptions } from './delegate.ts';
export type { DelegateLog } from './delegate-log.ts';
export type {
  Executor,
  ExecutorContext,
  Executors,
  FunctionExecutor,
  ProcessExecutor,
  RunningContext,
} from './executors/executor.ts';
export { createGitProbe } from './git-probe/create-git-probe.ts';
export type { StartedLauncher } from './launcher-starter.ts';
export { createMailProbe } from './mail/create-mail-probe.ts';
export { namedMailServer, type StoredMailServer, storedMailServer } from './mail/mail-server.ts';
export { loadMailing } from './mail/send-mail.ts';
export { createSender, type SenderOptions } from './notifications/create-sender.ts';
export type { Sent } from './notifications/sent.ts';
export { noSecrets, type SecretSource } from './secret-source.ts';
