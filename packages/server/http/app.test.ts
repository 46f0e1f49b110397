import { errorEnvelope } from '@reprise/api';
import { describe, expect, it } from 'vitest';
import { denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

describe('the state of the server', () => {
  it('is asked for without a right, and says when it is ready', async () => {
    let ready = false;
    const bench = await openApiBench({ ready: () => ready });
    expect(granted(await bench.client.healthz({}))).toEqual({ status: 'ok', version: 'test' });
    const before = await bench.send('GET', '/readyz');
    expect([before.status, await before.json()]).toEqual([
      503,
      { status: 'starting', version: 'test' },
    ]);
    ready = true;
    expect(granted(await bench.client.readyz({}))).toEqual({ status: 'ok', version: 'test' });
    await bench.close();
  });

  it('is told to who wants to start something while it shuts down', async () => {
    const bench = await openApiBench();
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    await bench.engine.stop();
    const refused = denied(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
    expect(refused).toMatchObject({ httpStatus: 503, code: 'DRAINING' });
    await bench.store.close();
  });

  it('is not told in an answer when something breaks: the log has it, under the id of the answer', async () => {
    const facts: unknown[] = [];
    const bench = await openApiBench({
      rights: { allows: () => Promise.reject(new Error('the database is gone')) },
      logger: {
        info: () => undefined,
        warn: () => undefined,
        error: (told) => void facts.push(told),
      },
    });
    const answer = await bench.send('POST', '/pipeline/api/pipelines/list');
    const body = errorEnvelope.parse(await answer.json());
    expect([answer.status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('database');
    expect(facts).toMatchObject([
      { correlationId: body.correlationId, error: { message: 'the database is gone' } },
    ]);
    await bench.close();
  });
});

describe('the hierarchy', () => {
  it('has the account, organization and project that every server has', async () => {
    const bench = await openApiBench();
    const { client } = bench;
    const account = granted(await client.getAccount({ path: { account: 'default' } }));
    expect(account.data.identifier).toBe('default');
    const organizations = granted(await client.listOrganizations({})).data.content;
    expect(organizations).toMatchObject([{ organization: { identifier: 'default' } }]);
    const projects = granted(await client.listProjects({ query: { orgIdentifier: 'default' } }));
    expect(projects.data.content).toMatchObject([{ project: { identifier: 'default_project' } }]);
    granted(await client.getOrganization({ path: { org: 'default' } }));
    granted(await client.getProject({ path: { project: 'default_project' } }));
    await bench.close();
  });

  it('says so when there is no such thing', async () => {
    const bench = await openApiBench();
    const { client } = bench;
    const answers = [
      await client.getAccount({ path: { account: 'other' } }),
      await client.getOrganization({ path: { org: 'other' } }),
      await client.getProject({ path: { project: 'other' } }),
    ];
    for (const answer of answers)
      expect(denied<unknown, { code: string }>(answer).code).toBe('SCOPE_NOT_FOUND');
    await bench.close();
  });

  it.each([
    ['a query', '?accountIdentifier=other', {}],
    ['a header', '', { 'harness-account': 'other' }],
    ['an API key', '', { 'x-api-key': 'pat.other.id.secret' }],
  ])('is entered by the account that %s names', async (_, query, headers) => {
    const bench = await openApiBench();
    const answer = await bench.send('POST', `/pipeline/api/pipelines/list${query}`, { headers });
    expect(await answer.json()).toMatchObject({
      code: 'SCOPE_NOT_FOUND',
      metadata: { accountIdentifier: 'other' },
    });
    await bench.close();
  });
});
