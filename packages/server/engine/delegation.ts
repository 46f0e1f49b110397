import type { TaskServer } from '@reprise/api/delegate';
import type { Milliseconds } from '@reprise/core';
import { DelegatePool } from './delegate-pool.ts';
import { EngineTaskServer, type TaskServerNeeds } from './engine-task-server.ts';
import { LeaseWatch } from './lease-watch.ts';
import { ProvisioningWatch } from './provisioning-watch.ts';
import { TaskDispatcher } from './task-dispatcher.ts';

/** All that has to do with delegates: who is there, what they are given, and what becomes of those that vanish. */
export interface Delegation {
  readonly delegates: DelegatePool;
  readonly dispatcher: TaskDispatcher;
  readonly taskServer: TaskServer;
  /** Begins to look for delegates that have vanished, and for tasks that none can take. */
  start(): void;
  /** Hands out nothing more. */
  stop(): void;
}

export interface DelegationNeeds extends TaskServerNeeds {
  /** How long a step waits for a delegate that has all of its selectors. */
  readonly delegateWait: Milliseconds;
}

export function createDelegation(needs: DelegationNeeds): Delegation {
  const delegates = new DelegatePool();
  const dispatcher = new TaskDispatcher(needs, delegates);
  const leases = new LeaseWatch(needs, delegates);
  const provisioning = new ProvisioningWatch(needs, delegates, needs.delegateWait);
  const taskServer = new EngineTaskServer(needs, delegates, (delegate) => {
    void dispatcher.pump(delegate);
  });
  return {
    delegates,
    dispatcher,
    taskServer,
    start: () => {
      leases.start();
      provisioning.start();
    },
    stop: () => {
      leases.stop();
      provisioning.stop();
      dispatcher.close();
      delegates.close();
    },
  };
}
