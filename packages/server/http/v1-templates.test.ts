import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const yaml = (label: string, duration = '10s') =>
  `template: {identifier: pause, name: Pause, versionLabel: ${label}, type: Step, spec: {type: Wait, spec: {duration: ${duration}}}}`;

const LEVELS = [
  ['the account', '/v1', { org: null, project: null, scope: 'account' }],
  ['an organization', '/v1/orgs/default', { org: 'default', project: null, scope: 'org' }],
  [
    'a project',
    '/v1/orgs/default/projects/default_project',
    { org: 'default', project: 'default_project', scope: 'project' },
  ],
] as const;

async function call(method: string, path: string, body?: object) {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await bench.send(method, path, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, document: text && JSON.parse(text) };
}

describe.each(LEVELS)('a template of %s', (_, level, place) => {
  const all = `${level}/templates`;

  it('is created, read, changed, made stable and removed in the v1 spelling', async () => {
    const first = await call('POST', all, { template_yaml: yaml('v1') });
    expect(first.document).toMatchObject({ identifier: 'pause', stable_template: true, ...place });
    await call('POST', all, { template_yaml: yaml('v2') });
    const changed = yaml('v2', '20s');
    const saved = await call('PUT', `${all}/pause/versions/v2`, { template_yaml: changed });
    expect(saved.document).toMatchObject({ version_label: 'v2', yaml: changed });
    expect((await call('GET', `${all}/pause`)).document).toMatchObject({ version_label: 'v1' });
    expect((await call('POST', `${all}/pause/versions/v2/stable`)).status).toBe(200);
    const stable = await call('GET', `${all}/pause`);
    expect(stable.document).toMatchObject({ version_label: 'v2', template: { yaml: changed } });
    const listed = await call('GET', all);
    expect(listed.headers.get('x-total-elements')).toBe('2');
    expect((await call('DELETE', `${all}/pause/versions/v1`)).status).toBe(204);
    expect((await call('GET', `${all}/pause/versions/v1`)).status).toBe(404);
    expect((await call('GET', all)).headers.get('x-total-elements')).toBe('1');
  });
});

it('a version may be created as the stable one', async () => {
  await call('POST', '/v1/templates', { template_yaml: yaml('v1') });
  const second = await call('POST', '/v1/templates', {
    template_yaml: yaml('v2'),
    is_stable: true,
  });
  expect(second.document).toMatchObject({ version_label: 'v2', stable_template: true });
});

it('a version may be made the stable one by the request that saves it', async () => {
  for (const label of ['v1', 'v2']) {
    await call('POST', '/v1/templates', { template_yaml: yaml(label) });
  }
  const body = { template_yaml: yaml('v2', '20s'), is_stable: true };
  const saved = await call('PUT', '/v1/templates/pause/versions/v2', body);
  expect(saved.document).toMatchObject({ stable_template: true, yaml: yaml('v2', '20s') });
  expect((await call('GET', '/v1/templates/pause')).document).toMatchObject({
    yaml: body.template_yaml,
  });
});

it('what a request says around the YAML counts where the YAML says nothing', async () => {
  const said = { description: 'rests', tags: { team: 'web' } };
  const body = { template_yaml: yaml('v1'), identifier: 'pause', ...said };
  expect((await call('POST', '/v1/templates', body)).document).toMatchObject(said);
  const other = await call('POST', '/v1/templates', { ...body, identifier: 'other' });
  expect(other.document).toMatchObject({ code: 'IDENTIFIER_MISMATCH' });
});

it('what the v1 spelling stores is what the other spelling reads', async () => {
  await call('POST', '/v1/orgs/default/templates', { template_yaml: yaml('v1') });
  const query = { orgIdentifier: 'default' };
  const read = granted(await bench.client.getTemplate({ path: { template: 'pause' }, query }));
  expect(read.data.yaml).toBe(yaml('v1'));
  const elsewhere = await bench.client.getTemplate({ path: { template: 'pause' }, query: {} });
  expect(denied(elsewhere).code).toBe('OBJECT_NOT_FOUND');
});

it('YAML of another project than the path is refused', async () => {
  const template_yaml = yaml('v1').replace('name: Pause', 'name: Pause, projectIdentifier: other');
  const answer = await call('POST', LEVELS[2][1] + '/templates', { template_yaml });
  expect(answer.document).toMatchObject({ code: 'IDENTIFIER_MISMATCH' });
});
