import type { AccessStore } from './access-store.ts';
import type { ApprovalStore } from './approval-store.ts';
import type { AuditStore } from './audit-store.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { ExportStore } from './export-store.ts';
import type { MailServerStore } from './mail-server-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { Outbox } from './outbox.ts';
import type { PipelineStore } from './pipeline-store.ts';
import type { ResourceQueue } from './resource-queue.ts';
import type { RetryBatchStore } from './retry-batch-store.ts';
import type { ScopeStore } from './scope-store.ts';
import type { SecretStore } from './secret-store.ts';
import type { TaskQueue } from './task-queue.ts';

/** One database: every part of it commits together. */
export interface Store {
  readonly executions: ExecutionStore;
  readonly tasks: TaskQueue;
  readonly approvals: ApprovalStore;
  readonly resources: ResourceQueue;
  readonly outbox: Outbox;
  readonly mailServers: MailServerStore;
  readonly retryBatches: RetryBatchStore;
  readonly exports: ExportStore;
  readonly pipelines: PipelineStore;
  readonly objects: ObjectStore;
  readonly secrets: SecretStore;
  readonly scopes: ScopeStore;
  readonly access: AccessStore;
  readonly audit: AuditStore;
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}
