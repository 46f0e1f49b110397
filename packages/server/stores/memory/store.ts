import type { Store } from '../../ports/index.ts';
import { createMemoryAccess, createMemoryAudit } from './access.ts';
import { createMemoryApprovals } from './approvals.ts';
import { createExecutionTable } from './execution-table.ts';
import { createMemoryExecutions } from './executions.ts';
import { createMemoryExports } from './exports.ts';
import { createMemoryMailServers } from './mail-servers.ts';
import { createMemoryObjects } from './objects.ts';
import { createMemoryOutbox } from './outbox.ts';
import { createMemoryPipelines } from './pipelines.ts';
import { createMemoryResources } from './resources.ts';
import { createMemoryRetryBatches } from './retry-batches.ts';
import { createMemoryScopes } from './scopes.ts';
import { createMemorySecrets } from './secrets.ts';
import { createMemoryTasks } from './tasks.ts';

/** A store for tests and simulations: it keeps the whole contract, but for outliving the process. */
export function createMemoryStore(): Store {
  const tasks = createMemoryTasks();
  const table = createExecutionTable();
  const approvals = createMemoryApprovals(
    ({ accountId, orgId, projectId }, pipelineId) =>
      new Set(
        [...table.live()]
          .map(({ columns }) => columns)
          .filter(
            (columns) =>
              columns.accountId === accountId &&
              columns.orgId === orgId &&
              columns.projectId === projectId &&
              columns.pipelineId === (pipelineId ?? columns.pipelineId),
          )
          .map(({ executionId }) => executionId),
      ),
  );
  const resources = createMemoryResources((execution) =>
    [...table.live()].some(({ columns }) => columns.executionId === execution),
  );
  const outbox = createMemoryOutbox();
  const objects = createMemoryObjects();
  const pipelines = createMemoryPipelines();
  return {
    executions: createMemoryExecutions(table, (rows) => {
      tasks.write(rows);
      approvals.write(rows);
      resources.write(rows);
      outbox.write(rows);
    }),
    tasks: tasks.queue,
    approvals: approvals.store,
    resources: resources.queue,
    outbox: outbox.outbox,
    mailServers: createMemoryMailServers(),
    retryBatches: createMemoryRetryBatches(),
    exports: createMemoryExports(),
    pipelines,
    objects,
    secrets: createMemorySecrets(),
    scopes: createMemoryScopes({ objects, pipelines }),
    access: createMemoryAccess(),
    audit: createMemoryAudit(),
    close: async () => undefined,
  };
}
