import type { EndpointName } from '@reprise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, openApiBench } from './testing/api-bench.ts';
import { furnish, guarded, OTHER_WAYS, requestTo, type Values } from './testing/every-endpoint.ts';

/** Rights that can be taken away in the middle of a test, and remember what they were asked. */
const rights = {
  allowed: true,
  asked: new Set<string>(),
  allows: async (_: unknown, permission: string): Promise<boolean> => {
    rights.asked.add(permission);
    return rights.allowed;
  },
};

let bench: ApiBench;
let values: Values;
beforeAll(async () => {
  bench = await openApiBench({ rights });
  values = await furnish(bench);
});
afterAll(() => bench.close());

/**
 * Whoever is known may ask the others, about what is theirs, or for fields that are checked one by one: what else they
 * check has tests of its own.
 */
const checked = guarded.filter(
  ([, { permission }]) => permission !== 'own' && permission !== 'by-field',
);

describe('every endpoint that is not public', () => {
  it.each(checked)(
    '%s is refused to whom nothing is granted, in each spelling',
    async (name, endpoint) => {
      for (const path of [endpoint.path, ...(endpoint.aliases ?? [])]) {
        for (const spelling of [path, `/gateway${path}`]) {
          rights.allowed = false;
          rights.asked.clear();
          const answer = await requestTo(bench, values, { name, endpoint, path: spelling });
          rights.allowed = true;
          expect([spelling, answer.status]).toEqual([spelling, 403]);
          expect(await answer.json()).toMatchObject({ status: 'ERROR', code: 'FORBIDDEN' });
          expect([...rights.asked]).toEqual([endpoint.permission, ...(OTHER_WAYS[name] ?? [])]);
        }
      }
    },
  );
});

/** An execution that waits cannot be retried, and this one asks nobody for inputs. */
const STATED_REFUSALS: ReadonlyMap<EndpointName, string> = new Map([
  ['planRetry', 'EXECUTION_NOT_ENDED'],
  ['getExecutionInputs', 'NODE_NOT_FOUND'],
]);

describe('every JSON answer', () => {
  const reading = guarded.filter(
    ([, { response, permission }]) => response.kind === 'json' && permission.endsWith('_view'),
  );

  it('is asked for in some number', () => {
    expect(reading.length).toBeGreaterThan(15);
  });

  it.each(reading)(
    'of %s has the shape that the contract states, and nothing more',
    async (name, endpoint) => {
      const answer = await requestTo(bench, values, { name, endpoint, path: endpoint.path });
      const body: unknown = await answer.json();
      if (answer.status !== 200) {
        expect(body).toMatchObject({ code: STATED_REFUSALS.get(name) ?? 'an answer' });
        return;
      }
      const { response } = endpoint;
      const parsed = response.kind === 'json' ? response.schema.parse(body) : undefined;
      expect(body).toEqual(parsed);
    },
  );
});
