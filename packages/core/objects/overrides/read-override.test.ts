import { expect, test } from 'vitest';
import { readObject, readOverride, subjectOfFile } from '../index.ts';

const WRITTEN = `overrides: # of the shop
  type: INFRA_SERVICE_OVERRIDE
  environmentRef: org.prod
  serviceRef: shop
  infraIdentifier: east
  orgIdentifier: default
  spec:
    variables: [{name: port, type: Number, value: 81}]
`;

function problemsOf(file: object): readonly string[] {
  const read = readObject('override', JSON.stringify(file));
  return read.ok ? [] : read.error.map(({ message }) => message);
}

test('an override is kept as it was written, and is called after what it is about', () => {
  const read = readObject('override', WRITTEN);
  expect(read).toMatchObject({
    ok: true,
    value: {
      yaml: WRITTEN,
      document: {
        kind: 'override',
        identifier: 'org.prod-shop-east',
        orgIdentifier: 'default',
        projectIdentifier: null,
        parent: 'org.prod',
      },
    },
  });
  expect(subjectOfFile(WRITTEN)).toMatchObject({
    kind: 'override',
    identifier: 'org.prod-shop-east',
    parent: 'org.prod',
  });
});

test.each([
  [{ type: 'ENV_GLOBAL_OVERRIDE' }, 'prod'],
  [{ type: 'ENV_SERVICE_OVERRIDE', serviceRef: 'shop' }, 'prod-shop'],
  [{ type: 'INFRA_GLOBAL_OVERRIDE', infraIdentifier: 'shop' }, 'prod--shop'],
])('overrides about different things are called differently: %j', (about, identifier) => {
  const read = readObject('override', JSON.stringify({ environmentRef: 'prod', ...about }));
  expect(read).toMatchObject({ ok: true, value: { document: { identifier } } });
});

const GLOBAL = { type: 'ENV_GLOBAL_OVERRIDE', environmentRef: 'prod' };
const VARIABLES = [{ name: 'port', type: 'Number', value: 81 }];

test.each([
  ['under spec', { ...GLOBAL, spec: { variables: VARIABLES } }],
  ['beside the rest', { ...GLOBAL, variables: VARIABLES }],
  ['as YAML', { ...GLOBAL, yaml: 'variables: [{name: port, type: Number, value: 81}]' }],
  [
    'as a file',
    { ...GLOBAL, yaml: 'overrides: {variables: [{name: port, type: Number, value: 81}]}' },
  ],
])('the settings of an override stand %s', (_, body) => {
  const read = readObject('override', JSON.stringify(body));
  const stored = read.ok ? readOverride(read.value.yaml) : read;
  expect(stored).toMatchObject({
    ok: true,
    value: { environment: 'prod', variables: [{ name: 'port', value: { text: '81' } }] },
  });
});

test('an override says exactly what its type is about', () => {
  expect(problemsOf({ ...GLOBAL, serviceRef: 'shop' })).toEqual([
    'An override of the type ENV_GLOBAL_OVERRIDE has no "serviceRef": leave it out, or choose another type.',
  ]);
  expect(problemsOf({ ...GLOBAL, type: 'INFRA_SERVICE_OVERRIDE', serviceRef: 'shop' })).toEqual([
    '"infraIdentifier" is missing: an override of the type INFRA_SERVICE_OVERRIDE needs one.',
  ]);
});

test('an override that is wrong is refused with what is wrong', () => {
  expect(problemsOf({ ...GLOBAL, environmentRef: 'a-b' })[0]).toContain('"a-b" names nothing');
  expect(problemsOf({ ...GLOBAL, clusterIdentifier: 'c' })[0]).toContain('not supported yet');
  expect(problemsOf({ ...GLOBAL, spec: { variables: [{ name: 'x' }] } })[0]).toContain('"type"');
  expect(problemsOf({ ...GLOBAL, colour: 'red' })[0]).toContain('"colour" is not a key');
});

test('a runtime input of an override can be stored, and keeps it from being used', () => {
  const variables = [{ name: 'port', type: 'String', value: '<+input>' }];
  const read = readObject('override', JSON.stringify({ ...GLOBAL, spec: { variables } }));
  const used = read.ok ? readOverride(read.value.yaml) : read;
  expect(used).toMatchObject({ ok: false, error: [{ code: 'unsupported-expression' }] });
});
