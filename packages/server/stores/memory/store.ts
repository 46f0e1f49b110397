import type { Store } from '../../ports/index.ts';
import { createMemoryApprovals } from './approvals.ts';
import { createMemoryExecutions } from './executions.ts';
import { createMemoryObjects } from './objects.ts';
import { createMemoryPipelines } from './pipelines.ts';
import { createMemoryScopes } from './scopes.ts';
import { createMemorySecrets } from './secrets.ts';
import { createMemoryTasks } from './tasks.ts';

/** A store for tests and simulations: it keeps the whole contract, but for outliving the process. */
export function createMemoryStore(): Store {
  const tasks = createMemoryTasks();
  const approvals = createMemoryApprovals();
  const objects = createMemoryObjects();
  const pipelines = createMemoryPipelines();
  return {
    executions: createMemoryExecutions((rows) => {
      tasks.write(rows);
      approvals.write(rows);
    }),
    tasks: tasks.queue,
    approvals: approvals.store,
    pipelines,
    objects,
    secrets: createMemorySecrets(),
    scopes: createMemoryScopes({ objects, pipelines }),
    close: async () => undefined,
  };
}
