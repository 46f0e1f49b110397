import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Endpoint, fillPath, type PathOf, parametersOf, type QueryOf } from './endpoint.ts';
import { type Endpoints, endpoints } from './endpoints.ts';
import { PERMISSIONS } from './permissions.ts';

const table = Object.entries<Endpoint>(endpoints);
const PUBLIC = [
  'yamlSchema',
  'healthz',
  'readyz',
  'logToken',
  'getSession',
  'login',
  'logout',
  'acceptInvitation',
];
/** Each field of a document is guarded by its use case; a test of its own goes through them. */
const BY_FIELD = ['graphql'];

describe('the endpoint table', () => {
  it.each(table)('%s states who may call it', (name, { permission }) => {
    if (permission === 'public') expect(PUBLIC).toContain(name);
    else if (permission === 'by-field') expect(BY_FIELD).toContain(name);
    else if (permission !== 'own') expect(PERMISSIONS).toContain(permission);
  });

  it.each(table)('%s has the same parameters in each of its paths', (_, { path, aliases }) => {
    for (const alias of aliases ?? []) {
      expect(parametersOf(alias).toSorted()).toEqual(parametersOf(path).toSorted());
    }
  });

  it('gives no method and path to two endpoints', () => {
    const routes = table.flatMap(([, { method, path, aliases }]) =>
      [path, ...(aliases ?? [])].map((one) => `${method} ${one.replaceAll(/\{\w+\}/g, '{}')}`),
    );
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('does not let a request that only reads change anything', () => {
    const changing = table.filter(
      ([, { permission }]) => permission !== 'public' && /edit|delete|execute/.test(permission),
    );
    expect(changing.length).toBeGreaterThan(5);
    for (const [, { method }] of changing) expect(method).not.toBe('GET');
  });

  it('knows the types of paths and queries', () => {
    expectTypeOf<PathOf<Endpoints['v1RetryExecution']>>().toEqualTypeOf<{
      readonly org: string;
      readonly project: string;
      readonly pipeline: string;
      readonly execution: string;
    }>();
    expectTypeOf<QueryOf<Endpoints['retryExecution']>['runAllStages']>().toEqualTypeOf<boolean>();
    expectTypeOf<QueryOf<Endpoints['retryExecution']>['planExecutionId']>().toEqualTypeOf<string>();
  });

  it('encodes what is filled into a path', () => {
    expect(fillPath('/a/{x}/{y}', { x: '../b', y: 'é' })).toBe('/a/..%2Fb/%C3%A9');
  });
});

describe('a query', () => {
  const query = endpoints.retryExecution.query;

  it('is filled with its defaults', () => {
    expect(query.parse({ planExecutionId: ['x'] })).toMatchObject({
      planExecutionId: 'x',
      retryStages: [],
      runAllStages: true,
    });
  });

  it('takes an empty text as not given', () => {
    expect(endpoints.listPipelines.query.parse({ searchTerm: [''], page: [''] })).toMatchObject({
      searchTerm: undefined,
      page: 0,
    });
  });

  it.each([
    ['retryExecution', {}, 'planExecutionId'],
    ['retryExecution', { planExecutionId: [''] }, 'planExecutionId'],
    ['retryExecution', { planExecutionId: ['x'], runAllStages: ['maybe'] }, 'runAllStages'],
    ['listPipelines', { page: ['-1'] }, 'page'],
    ['listPipelines', { size: ['1e3'] }, 'size'],
    ['readLog', { node: ['x'], to: ['x'] }, 'to'],
  ] as const)('of %s is refused: %o', (name, given, field) => {
    const parsed = endpoints[name].query.safeParse(given);
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });

  it('reads a list with commas and a repeated parameter alike', () => {
    const { query: v1 } = endpoints.v1RetryExecution;
    expect(v1.parse({ retry_stages: ['a, b', 'c'] })).toMatchObject({
      retry_stages: ['a', 'b', 'c'],
    });
  });

  it('gives a client that asks for everything the largest page there is', () => {
    expect(endpoints.listPipelines.query.parse({ size: ['100000'] })).toMatchObject({ size: 1000 });
  });
});
