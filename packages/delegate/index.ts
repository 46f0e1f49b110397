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
export { noSecrets, type SecretSource } from './secret-source.ts';
