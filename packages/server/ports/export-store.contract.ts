import { expect, test } from 'vitest';
import type { ExecutionExport, Store } from './index.ts';
import { executionNamed, later, NOW } from './testing/examples.ts';

const exportNamed = (id: string, changes: Partial<ExecutionExport> = {}): ExecutionExport => ({
  id,
  accountId: 'default',
  requestedBy: { kind: 'user', id: 'u1', name: 'Ada 🛒' },
  requestedAt: NOW,
  expiresAt: later(100),
  executions: [executionNamed('b'), executionNamed('a')],
  ...changes,
});

/** Exports are kept as they were asked for, until they are forgotten. */
export function exportStoreContract(current: () => Store): void {
  test('one is read back as it was asked for', async () => {
    const { exports } = current();
    await exports.add(exportNamed('e1'));
    expect(await exports.get('e1')).toEqual(exportNamed('e1'));
    expect(await exports.get('e2')).toBeNull();
    expect(await exports.get('e\0')).toBeNull();
  });

  test('those of an account are counted from a moment on, and no other account’s', async () => {
    const { exports } = current();
    await exports.add(exportNamed('e1'));
    await exports.add(exportNamed('e2', { requestedAt: later(5) }));
    await exports.add(exportNamed('e3', { requestedAt: later(5), accountId: 'other' }));
    expect(await exports.countSince('default', NOW)).toBe(2);
    expect(await exports.countSince('default', later(1))).toBe(1);
    expect(await exports.countSince('default', later(6))).toBe(0);
    expect(await exports.countSince('nobody', NOW)).toBe(0);
  });

  test('those that expired before a moment are forgotten, and no others', async () => {
    const { exports } = current();
    await exports.add(exportNamed('old', { expiresAt: later(9) }));
    await exports.add(exportNamed('new', { expiresAt: later(10) }));
    await exports.forgetExpired(later(10));
    expect(await exports.get('old')).toBeNull();
    expect(await exports.get('new')).not.toBeNull();
  });
}
