import { describe, expect, it } from 'vitest';
import { filterOf, newBatchSearch } from './search.ts';

describe('the address of a new batch', () => {
  it('is read as it was written, and means a filter', () => {
    const search = {
      status: ['Failed', 'Aborted'],
      pipeline: 'shop',
      failure: '502',
      stage: 'ship',
    };
    const read = newBatchSearch(search);
    expect(read).toEqual(search);
    expect(filterOf(read)).toEqual({
      statuses: ['Failed', 'Aborted'],
      pipelines: ['shop'],
      failure: '502',
      failedStage: 'ship',
    });
  });

  it('passes over what can never be retried, and what makes no sense', () => {
    expect(newBatchSearch({ status: ['Errored', 'Failed', 7], pipeline: 7, stage: '' })).toEqual({
      status: ['Failed'],
    });
    expect(filterOf(newBatchSearch({ status: 'Failed' }))).toEqual({});
  });
});
