import type { ExecutionId } from '@reprise/core';
import type { Damage } from '../../ports/damaged-record.contract.ts';

/** The SQL that does this damage, for tests; `schema` is what stands before the names of tables. */
export function damageStatement(execution: ExecutionId, what: Damage, schema = ''): string {
  const its = `execution_id = '${execution}'`;
  const ofIt = `digest = (SELECT definition FROM ${schema}executions WHERE ${its})`;
  switch (what) {
    case 'its second entry is no JSON':
      return `UPDATE ${schema}journal SET events = '[{' WHERE ${its} AND version = 2`;
    case 'its second entry holds no list':
      return `UPDATE ${schema}journal SET events = '{}' WHERE ${its} AND version = 2`;
    case 'its first entry is gone':
      return `DELETE FROM ${schema}journal WHERE ${its} AND version = 1`;
    case 'its definition is no JSON':
      return `UPDATE ${schema}definitions SET body = '' WHERE ${ofIt}`;
    case 'its definition is no object':
      return `UPDATE ${schema}definitions SET body = 'null' WHERE ${ofIt}`;
    case 'its row is no JSON':
      return `UPDATE ${schema}executions SET row = 'x' WHERE ${its}`;
  }
}
