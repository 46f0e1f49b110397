import { createHash } from 'node:crypto';
import { asExecutionId, asLeaseToken } from '@reprise/core';
import { asRetryBatchId } from '@reprise/core/retry';
import type { Ids } from '../ports/index.ts';
import { randomBytes, randomText } from './random-bytes.ts';

/**
 * 16 random bytes with 48 bits of time in front, as in UUID version 7: 22 characters of base64url, unguessable, and
 * neighbours in time are neighbours in the database's index.
 */
function timeOrderedId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  return bytes.toString('base64url');
}

export const systemIds: Ids = {
  executionId: () => asExecutionId(timeOrderedId()),
  leaseToken: () => asLeaseToken(randomText(12)),
  retryBatchId: () => asRetryBatchId(timeOrderedId()),
  childExecutionId: (task) =>
    asExecutionId(createHash('sha256').update(task).digest('base64url').slice(0, 22)),
};
