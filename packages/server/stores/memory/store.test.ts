import { describeStore } from '../../ports/store.contract.ts';
import { createMemoryStore } from './store.ts';

describeStore('memory', async () => ({
  store: createMemoryStore(),
  remove: async () => undefined,
}));
