import { describeLogStore } from '../../ports/log-store.contract.ts';
import { createMemoryLogStore } from './log-store.ts';

describeLogStore('memory', async () => ({
  logs: createMemoryLogStore(),
  remove: async () => undefined,
}));
