import { FIRST_GEN_SCHEMA } from '@reprise/api/graphql';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type ApiBench, openApiBench } from '../../testing/api-bench.ts';
import { LIMITS, tooExpensive } from '../document/cost.ts';
import { ask, onlyError } from '../testing/bench.ts';

let bench: ApiBench;
const failures: unknown[] = [];
beforeAll(async () => {
  const note = (told: unknown) => void failures.push(told);
  bench = await openApiBench({ logger: { info: note, warn: note, error: note } });
});
afterAll(() => bench.close());

const schema = buildSchema(FIRST_GEN_SCHEMA);
const INTROSPECTION = z.custom<IntrospectionQuery>();
const refusalOf = (document: string, variables = {}): string | undefined =>
  tooExpensive(schema, parse(document), variables)?.message;

/** `pipeline { application { pipelines(limit: 1) { nodes { application { …`: the data goes round in circles. */
function deep(times: number): string {
  const open = 'application { pipelines(limit: 1) { nodes { '.repeat(times);
  return `{ pipeline(pipelineId: "x") { ${open} id ${' } } }'.repeat(times)} } }`;
}

describe('a document that asks for too much', () => {
  it('is refused for its depth', () => {
    expect(refusalOf(deep(2))).toBeUndefined();
    expect(refusalOf(deep(3))).toContain('depth of 11');
  });

  it('is refused for its depth in fragments, too', () => {
    const fragment =
      'fragment f on Pipeline { application { pipelines(limit: 1) { nodes { id } } } }';
    const query = `${deep(2).replace(' id ', ' ...f ')} ${fragment}`;
    expect(refusalOf(query)).toContain('depth of 11');
  });

  it('is refused for its cost: lists in lists, as long as they may become', () => {
    const inside = 'pipelineStageExecutions { pipelineStageName }';
    const list = (limit: string) =>
      `executions(limit: ${limit}) { nodes { ... on PipelineExecution { ${inside} } } }`;
    expect(refusalOf(`{ ${list('100')} }`)).toBeUndefined();
    const twelve = Array.from({ length: 12 }, (_, at) => `a${at}: ${list('100')}`);
    expect(refusalOf(`{ ${twelve.join(' ')} }`)).toContain('cost');
    const history = (within: string) => `resumeHistory { ${within} }`;
    const nested = list('20').replace(inside, history(history(inside)));
    expect(refusalOf(`{ ${nested} }`)).toContain('cost');
  });

  it('pays for the limit that a variable says, and for the largest when it says none', () => {
    const query =
      'query ($n: Int) { applications(limit: $n) { nodes { pipelines(limit: 100) { nodes { id name } } } } }';
    expect(refusalOf(query, { n: 3 })).toBeUndefined();
    expect(refusalOf(query, { n: 100 })).toContain('cost');
    expect(refusalOf(query)).toContain('cost');
    expect(refusalOf(query, { n: 1e9 })).toContain('cost');
  });

  it('is not one that people of FirstGen sent: reports over many executions', () => {
    const workflow =
      '... on WorkflowExecution { startedAt endedAt status artifacts { id buildNo artifactSource { id name } } manifests { id name version description createdAt applicationManifestId } }';
    const nodes = `id application { id name tags { name value } } ${workflow} ... on PipelineExecution { memberExecutions { nodes { id ${workflow} } } }`;
    expect(refusalOf(`{ executions(limit: 1000) { nodes { ${nodes} } } }`)).toBeUndefined();
    const cause =
      'cause { ... on ExecutedByUser { user { email } } ... on ExecutedByTrigger { trigger { id name } } ... on ExecutedByAPIKey { apiKey { name } } }';
    const outcomes =
      'outcomes { nodes { ... on DeploymentOutcome { service { id name } environment { id name } } } }';
    const report = `id status startedAt tags { name value } ${cause} ... on PipelineExecution { pipeline { id name } memberExecutions { nodes { ... on WorkflowExecution { workflow { id name } ${outcomes} ${cause} } } } }`;
    expect(refusalOf(`{ executions(limit: 100) { nodes { ${report} } } }`)).toBeUndefined();
  });

  it('is weighed once for each fragment, however many times they double each other', () => {
    const levels = Array.from({ length: 60 }, (_, at) =>
      at === 59
        ? 'fragment f59 on Application { id }'
        : `fragment f${at} on Application { ...f${at + 1} ...f${at + 1} }`,
    );
    const query = `{ application(applicationId: "x") { ...f0 } } ${levels.join(' ')}`;
    expect(refusalOf(query)).toContain('cost');
  });

  it('is refused for its aliases', async () => {
    const fields = (count: number) =>
      Array.from({ length: count }, (_, at) => `a${at}: application(applicationId: "x") { id }`);
    expect(refusalOf(`{ ${fields(LIMITS.aliases).join(' ')} }`)).toBeUndefined();
    const answer = await ask(bench, `{ ${fields(LIMITS.aliases + 1).join(' ')} }`);
    expect(answer.data).toBeUndefined();
    expect(onlyError(answer)).toContain('aliases');
  });

  it('is not even parsed when it is long', async () => {
    expect(onlyError(await ask(bench, `{ ${'a '.repeat(5000)} }`))).toContain('token');
    expect(onlyError(await ask(bench, '{ a'.repeat(5000)))).toContain('token');
  });

  it('and spreads a fragment in itself is refused, not followed', async () => {
    const query = '{ application(applicationId: "x") { ...f } } fragment f on Application { ...f }';
    expect(onlyError(await ask(bench, query))).toContain('itself');
  });
});

describe('the schema', () => {
  it.each([
    {},
    { descriptions: false },
    {
      inputValueDeprecation: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
    },
  ])('is one that a client can be made from: %j', async (options) => {
    const { data } = await ask(bench, getIntrospectionQuery(options));
    const client = buildClientSchema(INTROSPECTION.parse(data));
    expect(lexicographicSortSchema(client).getQueryType()?.getFields()).toHaveProperty(
      'executions',
    );
    expect(printSchema(client).length).toBeGreaterThan(5_000);
  });

  it('is told to tools that ask for it', async () => {
    const { data, errors } = await ask(bench, getIntrospectionQuery());
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain('resumeExecution');
  });

  it('is not told for ever', async () => {
    const round = 'fields { type { '.repeat(8);
    const query = `{ __schema { types { ${round} name ${'} }'.repeat(8)} } } }`;
    expect((await ask(bench, query)).errors?.length).toBeGreaterThan(0);
  });

  it('does not lend its depth to other fields beside it', () => {
    const query = deep(3).replace(/^\{/, '{ __typename');
    expect(refusalOf(query)).toContain('depth');
  });
});

describe('a request that is no document', () => {
  it.each([
    ['a list of them', [{ query: '{ __typename }' }]],
    ['no query', {}],
    ['a query that is no text', { query: { a: 1 } }],
    ['variables that are no object', { query: '{ __typename }', variables: 'all' }],
  ])('but %s is refused with a message', async (_, body) => {
    const answer = await bench.send('POST', '/gateway/api/graphql?accountId=default', {
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      status: 'ERROR',
      responseMessages: [{ code: 'INVALID_REQUEST', level: 'ERROR' }],
    });
  });

  it('is told what one looks like', async () => {
    const body = JSON.stringify([{ query: '{ __typename }' }]);
    const answer = await bench.send('POST', '/api/graphql', { body });
    expect(await answer.text()).toContain('one after the other');
  });

  it('is a read of the address, which is told how to ask', async () => {
    const answer = await bench.send('GET', '/gateway/api/graphql?query=%7B__typename%7D');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    ['no GraphQL', '{'],
    ['a field that there is not', '{ nothing }'],
    ['a subscription', 'subscription { execution(executionId: "x") { id } }'],
    ['two operations without a name to choose', 'query a { __typename } query b { __typename }'],
    ['a missing argument', '{ execution { id } }'],
  ])('but %s is answered with an error', async (_, query) => {
    const answer = await ask(bench, query);
    expect(answer.data ?? null).toBeNull();
    expect(onlyError(answer).length).toBeGreaterThan(10);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_REQUEST' } }]);
  });

  it.each([
    ['{ workflowByName(applicationId: "x", workflowName: "y") { id } }', 'pipelineByName'],
    ['{ workflows { nodes { id } } }', 'memberExecutions'],
    ['{ services { nodes { id } } }', '/ng/api/servicesV2'],
    ['mutation { createApplication(input: {name: "x"}) { clientMutationId } }', 'reprise apply'],
    [
      '{ executions(filters: [{workflow: {operator: EQUALS, values: "x"}}]) { nodes { id } } }',
      'filter by pipeline',
    ],
  ])('but asks for what FirstGen has is told what to ask instead: %s', async (query, instead) => {
    const answer = await ask(bench, query);
    expect(answer.data).toBeUndefined();
    expect(onlyError(answer)).toContain(instead);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_REQUEST' } }]);
  });

  it('and a filter that there is not is told so in variables, too', async () => {
    const query = 'query ($f: [ExecutionFilter]) { executions(filters: $f) { nodes { id } } }';
    const answer = await ask(bench, query, {
      f: [{ cloudProvider: { operator: 'IN', values: [] } }],
    });
    expect(onlyError(answer)).toContain('filter by environment');
  });

  it('but several operations are one when the name of one is sent', async () => {
    const query = 'query A { a: __typename } query B { b: __typename }';
    const body = JSON.stringify({ query, operationName: 'B', variables: null });
    const answer = await bench.send('POST', '/api/graphql', { body });
    expect(await answer.json()).toMatchObject({ data: { b: 'Query' } });
  });
});

describe('hostile variables', () => {
  const QUERY = 'query ($id: String!) { execution(executionId: $id) { id } }';
  it.each([
    '__proto__',
    'constructor',
    '../../etc/passwd',
    "'; DROP TABLE executions; --",
    '',
    'x'.repeat(100_000),
    '~',
    'a~b',
    '\u{1F4A5}',
  ])('name no execution: %j', async (id) => {
    const answer = await ask(bench, QUERY, { id });
    expect(answer.data).toEqual({ execution: null });
    expect(onlyError(answer)).toMatch(/execution does not exist$/);
  });

  it.each([
    ['a number', { id: 1 }],
    ['a list', { id: ['x'] }],
    ['an object', { id: { $ne: '' } }],
    ['null', { id: null }],
    ['nothing', {}],
  ])('of another type are refused before anything is asked: %s', async (_, variables) => {
    const answer = await ask(bench, QUERY, variables);
    expect(answer.data).toBeUndefined();
    expect(onlyError(answer)).toContain('$id');
  });

  it('with a NUL are refused wherever it stands, before a database sees it', async () => {
    const query =
      'query ($n: String!, $f: [ExecutionFilter]) { a: execution(executionId: $n) { id } b: executions(filters: $f) { nodes { id } } }';
    const f = [{ pipeline: { operator: 'IN', values: ['x', 'a\0b'] } }];
    const { data, errors } = await ask(bench, query, { n: '\0', f });
    expect(data).toEqual({ a: null, b: null });
    expect(errors?.map(({ message }) => message)).toEqual(
      Array(2).fill('A text must not hold NUL.'),
    );
  });

  it.each(['application', 'pipeline'])('with any number of ids are refused: %s', async (kind) => {
    const query = 'query ($f: [ExecutionFilter]) { executions(filters: $f) { nodes { id } } }';
    const values = Array.from({ length: 101 }, (_, at) => `x${at}`);
    const answer = await ask(bench, query, { f: [{ [kind]: { operator: 'IN', values } }] });
    expect(onlyError(answer)).toContain('100 is the limit');
  });

  it.each([
    ['lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('that nest without end are refused like any other that are wrong: %s', async (_, value) => {
    const filtered =
      'query ($v: DateTime!) { executions(filters: [{startTime: {operator: AFTER, value: $v}}]) { nodes { id } } }';
    for (const [query, why] of [
      [filtered, 'is no moment'],
      ['query ($v: String!) { execution(executionId: $v) { id } }', '$v'],
      ['query ($v: [ExecutionFilter]) { executions(filters: $v) { nodes { id } } }', '$v'],
    ]) {
      const body = `{"query": ${JSON.stringify(query)}, "variables": {"v": ${value}}}`;
      const answer = await bench.send('POST', '/api/graphql', { body });
      expect([query, answer.status]).toEqual([query, 200]);
      const told = await answer.text();
      expect(told).toContain(why);
      expect(told.length).toBeLessThan(2_000);
    }
  });

  it('are not told back at length', async () => {
    const query = 'query ($limit: Int) { executions(limit: $limit) { nodes { id } } }';
    const answer = await ask(bench, query, { limit: 'x'.repeat(1_000_000) });
    expect(onlyError(answer).length).toBeLessThan(2_000);
  });

  it('with the names of prototypes stay names', async () => {
    const body = `{"query": ${JSON.stringify(QUERY)}, "variables": {"id": "x", "__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}}`;
    const answer = await bench.send('POST', '/api/graphql', { body });
    expect(answer.status).toBe(200);
    expect(({} as Readonly<Record<string, unknown>>)['polluted']).toBeUndefined();
  });

  it('of inputs may hold only what the schema has', async () => {
    const query =
      'mutation ($input: ResumeExecutionInput!) { resumeExecution(input: $input) { execution { id } } }';
    const input = {
      applicationId: 'x',
      pipelineExecutionId: 'x',
      pipelineStageName: 'x',
      by: 'admin',
    };
    expect(onlyError(await ask(bench, query, { input }))).toContain('"by"');
  });

  it.each([
    ['limit', -1],
    ['offset', -1],
    ['offset', 2_000_000_000],
  ])('of pages have bounds: %s %d', async (name, value) => {
    const query = `query ($n: Int) { executions(${name}: $n) { nodes { id } } }`;
    expect(onlyError(await ask(bench, query, { n: value }))).toContain('limit must be 0 or more');
  });
});

it('nothing of all this was unforeseen', () => {
  expect(failures).toEqual([]);
});
