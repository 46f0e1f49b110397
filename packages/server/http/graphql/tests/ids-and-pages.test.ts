import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { SHIPPING } from '../../testing/pipelines.ts';
import { ask, onlyError, run } from '../testing/bench.ts';

const PAGE = z.object({
  executions: z.object({ nodes: z.array(z.object({ id: z.string() })), pageInfo: z.unknown() }),
});
const TIMES = z.object({
  execution: z.object({ startedAt: z.number(), endedAt: z.number() }),
});
const COUNT = z.object({
  executions: z.object({ pageInfo: z.object({ total: z.number() }) }),
});

let bench: ApiBench;
const runs: string[] = [];
beforeAll(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
  for (let count = 0; count < 7; count += 1) runs.unshift(await run(bench, 'shipping'));
  const organization = { identifier: 'other', name: 'Other' };
  granted(await bench.client.createOrganization({ body: { organization } }));
  const query = { orgIdentifier: 'other', projectIdentifier: 'far' };
  const project = { identifier: 'far', name: 'Far away', orgIdentifier: 'other' };
  granted(
    await bench.client.createProject({ query: { orgIdentifier: 'other' }, body: { project } }),
  );
  const body = SHIPPING.replace('default_project', 'far').replace(
    'orgIdentifier: default',
    'orgIdentifier: other',
  );
  granted(await bench.client.createPipeline({ query, body }));
});
afterAll(() => bench.close());

describe('ids', () => {
  it('lead back to what they were given for, wherever that is', async () => {
    const { data } = await ask(
      bench,
      '{ applications(limit: 10) { nodes { id name pipelines { nodes { id application { id } } } } } }',
    );
    const pipelineIn = (application: string, id: string) => ({
      nodes: [{ id, application: { id: application } }],
    });
    expect(data).toMatchObject({
      applications: {
        nodes: expect.arrayContaining([
          expect.objectContaining({
            id: 'default_project',
            pipelines: pipelineIn('default_project', 'shipping'),
          }),
          {
            id: 'other/far',
            name: 'Far away',
            pipelines: pipelineIn('other/far', 'other/far/shipping'),
          },
        ]),
      },
    });
    const again = await ask(
      bench,
      `{ a: application(applicationId: "other/far") { id } b: applicationByName(name: "Far away") { id }
         c: pipeline(pipelineId: "other/far/shipping") { id }
         d: pipelineByName(applicationId: "other/far", pipelineName: "Shipping") { id }
         e: pipeline(pipelineId: "shipping") { id } }`,
    );
    const [far, pipeline] = [{ id: 'other/far' }, { id: 'other/far/shipping' }];
    expect(again.data).toEqual({ a: far, b: far, c: pipeline, d: pipeline, e: { id: 'shipping' } });
  });

  it.each([
    '{ application(applicationId: "far") { id } }',
    '{ application(applicationId: "") { id } }',
    '{ application(applicationId: "a/b/c") { id } }',
    '{ applicationByName(name: "Nobody") { id } }',
    '{ pipeline(pipelineId: "other/far/none") { id } }',
    '{ pipeline(pipelineId: "/") { id } }',
    '{ pipelineByName(applicationId: "default_project", pipelineName: "%") { id } }',
    '{ executionInputs(applicationId: "default_project", entityId: "other/far/shipping", executionType: PIPELINE) { serviceInputs { id } } }',
  ])('that lead nowhere are answered with an error: %s', async (query) => {
    expect(onlyError(await ask(bench, query))).toMatch(/^There is no /);
  });

  it('of stages are executions of workflows; those of steps are none', async () => {
    const id = `${runs[0]}~pipeline.stages.build`;
    const query = (of: string) =>
      `{ execution(executionId: "${of}") { __typename id status ... on WorkflowExecution { workflow { id name } } } }`;
    expect((await ask(bench, query(id))).data).toEqual({
      execution: {
        __typename: 'WorkflowExecution',
        id,
        status: 'SUCCESS',
        workflow: { id: 'build', name: 'Stage build' },
      },
    });
    for (const none of [
      `${id}.spec.execution.steps.compile`,
      `${runs[0]}~pipeline`,
      `${id}x`,
      `x~pipeline`,
    ]) {
      expect(onlyError(await ask(bench, query(none)))).toMatch(/execution does not exist$/);
    }
  });
});

describe('pages', () => {
  const list = async (asked: string) => {
    const { data } = await ask(
      bench,
      `{ executions(${asked}) { nodes { id } pageInfo { limit offset total hasMore } } }`,
    );
    const { nodes, pageInfo } = PAGE.parse(data).executions;
    return { ids: nodes.map(({ id }) => id), pageInfo };
  };
  const OF_ONE = 'filters: [{application: {operator: EQUALS, values: ["default_project"]}}]';

  it.each([OF_ONE, 'filters: []'])(
    'begin anywhere, in the list of one application and of all: %s',
    async (filters) => {
      for (const [offset, limit] of [
        [0, 3],
        [1, 3],
        [2, 3],
        [5, 3],
        [6, 1],
        [0, 100],
      ] as const) {
        const { ids, pageInfo } = await list(`${filters}, limit: ${limit}, offset: ${offset}`);
        expect(ids).toEqual(runs.slice(offset, offset + limit));
        expect(pageInfo).toEqual({ limit, offset, total: 7, hasMore: offset + limit < 7 });
      }
    },
  );

  it('say how many there are when none is asked for, and hold a hundred at most', async () => {
    expect(await list(`${OF_ONE}, limit: 0`)).toMatchObject({ ids: [], pageInfo: { total: 7 } });
    expect(await list(`${OF_ONE}, limit: 1000`)).toMatchObject({ pageInfo: { limit: 100 } });
  });
});

describe('a list of pipelines', () => {
  const list = async (asked: string) =>
    (await ask(bench, `{ pipelines(${asked}) { nodes { id } pageInfo { total hasMore } } }`)).data;

  it('is of all applications when none is named, and goes on at its offset', async () => {
    expect(await list('limit: 5')).toEqual({
      pipelines: {
        nodes: expect.arrayContaining([{ id: 'shipping' }, { id: 'other/far/shipping' }]),
        pageInfo: { total: 2, hasMore: false },
      },
    });
    expect(await list('limit: 1, offset: 1')).toMatchObject({
      pipelines: { nodes: [expect.anything()], pageInfo: { total: 2, hasMore: false } },
    });
  });

  it.each([
    ['"other/far"', ['other/far/shipping']],
    ['["default_project", "other/far"]', ['other/far/shipping', 'shipping']],
  ])('is of the applications that are named: %s', async (values, ids) => {
    const found = await list(`filters: [{application: {operator: IN, values: ${values}}}]`);
    expect(found).toMatchObject({
      pipelines: { nodes: expect.arrayContaining(ids.map((id) => ({ id }))) },
    });
    expect(found).toMatchObject({ pipelines: { pageInfo: { total: ids.length } } });
  });
});

describe('filters', () => {
  const count = async (filters: string) => {
    const { data, errors } = await ask(
      bench,
      `{ executions(filters: ${filters}) { pageInfo { total } } }`,
    );
    expect(errors).toBeUndefined();
    return COUNT.parse(data).executions.pageInfo.total;
  };

  it.each([
    ['[{status: {operator: EQUALS, values: [SUCCESS]}}]', 7],
    ['[{status: {operator: IN, values: [FAILED, ABORTED]}}]', 0],
    ['[{status: {operator: EQUALS, values: [RESUMED]}}]', 0],
    ['[{pipeline: {operator: EQUALS, values: ["shipping"]}}]', 7],
    ['[{pipeline: {operator: EQUALS, values: ["other/far/shipping"]}}]', 0],
    ['[{pipeline: {operator: IN, values: []}}]', 0],
    ['[{application: {operator: IN, values: ["default_project", "other/far"]}}]', 7],
    ['[{application: {operator: EQUALS, values: ["other/far"]}}]', 0],
    [
      '[{status: {operator: EQUALS, values: [SUCCESS]}}, {status: {operator: EQUALS, values: [FAILED]}}]',
      0,
    ],
    [
      '[{application: {operator: EQUALS, values: ["default_project"]}, pipeline: {operator: EQUALS, values: ["none"]}}]',
      0,
    ],
  ])('%s leave %d', async (filters, left) => {
    expect(await count(filters)).toBe(left);
  });

  const whole = async (filters: string) => {
    const { data } = await ask(bench, `{ executions(filters: ${filters}) { nodes { id } } }`);
    return JSON.stringify(data);
  };

  it('by id find what was named, wherever it is', async () => {
    const id = runs[2] ?? '';
    expect(await whole(`[{execution: {operator: IN, values: ["${id}", "none"]}}]`)).toContain(id);
    expect(await count(`[{execution: {operator: EQUALS, values: "${id}"}}]`)).toBe(1);
    expect(await count('[{execution: {operator: EQUALS, values: []}}]')).toBe(0);
  });

  it('by status leave out what is named by NOT_IN', async () => {
    expect(await count('[{status: {operator: NOT_IN, values: [SUCCESS]}}]')).toBe(0);
    expect(await count('[{status: {operator: NOT_IN, values: [FAILED]}}]')).toBe(7);
  });

  it('by time know after and before, in numbers and in quotes', async () => {
    const { data } = await ask(
      bench,
      `{ execution(executionId: "${runs[0]}") { startedAt endedAt } }`,
    );
    const { startedAt, endedAt } = TIMES.parse(data).execution;
    expect(await count(`[{startTime: {operator: AFTER, value: ${startedAt}}}]`)).toBe(0);
    expect(await count(`[{startTime: {operator: EQUALS, value: "${startedAt}"}}]`)).toBe(7);
    expect(await count(`[{startTime: {operator: BEFORE, value: ${startedAt}}}]`)).toBe(0);
    expect(await count(`[{endTime: {operator: BEFORE, value: "${endedAt + 1}"}}]`)).toBe(7);
    const around = `{creationTime: {operator: AFTER, value: 0}}, {creationTime: {operator: BEFORE, value: 99999999999999}}`;
    expect(await count(`[${around}]`)).toBe(7);
  });

  it('by who began it find nobody by a name', async () => {
    expect(await count('[{triggeredBy: {operator: IN, values: ["local"]}}]')).toBe(0);
  });

  it.each([
    ['{execution: {operator: IN}}', 'needs its values'],
    ['{startTime: {operator: AFTER, value: "yesterday"}}', 'is no moment'],
    ['{startTime: {operator: AFTER, value: -1}}', 'is no moment'],
    ['{startTime: {operator: AFTER, value: {a: 1}}}', 'is no moment'],
  ])('%s is refused: it %s', async (filter, why) => {
    const answer = await ask(bench, `{ executions(filters: [${filter}]) { pageInfo { total } } }`);
    expect(onlyError(answer)).toContain(why);
  });

  it('that are not known are refused, and not overlooked', async () => {
    const answer = await ask(
      bench,
      '{ executions(filters: [{cloudProvider: {operator: EQUALS, values: ["x"]}}]) { pageInfo { total } } }',
    );
    expect(onlyError(answer)).toContain('"cloudProvider"');
  });
});
