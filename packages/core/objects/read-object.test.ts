import { describe, expect, it } from 'vitest';
import { readObject, subjectOfFile } from './index.ts';

const SERVICE = `# the shop
service:
  identifier: shop
  name: Web Shop
  orgIdentifier: default
  projectIdentifier: default_project
  tags: {team: web}
  serviceDefinition:
    type: Kubernetes
    spec: {variables: [{name: port, type: Number, value: 80}]}
`;

describe('an object', () => {
  it('is known by the key at the top of its file', () => {
    expect(subjectOfFile(SERVICE)).toEqual({
      kind: 'service',
      identifier: 'shop',
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      parent: '',
      versionLabel: '',
    });
    expect(subjectOfFile('infrastructureDefinition: {}')?.kind).toBe('infrastructure');
    expect(subjectOfFile('pipeline: {}')?.kind).toBe('pipeline');
    expect(subjectOfFile('something: {}')).toBeNull();
    expect(subjectOfFile('a: [')).toBeNull();
  });

  it('is kept as it was written', () => {
    const read = readObject('service', SERVICE);
    expect(read).toEqual({
      ok: true,
      value: {
        yaml: SERVICE,
        secretValue: null,
        document: {
          kind: 'service',
          identifier: 'shop',
          name: 'Web Shop',
          description: null,
          tags: { team: 'web' },
          orgIdentifier: 'default',
          projectIdentifier: 'default_project',
          parent: '',
          details: {},
        },
      },
    });
  });

  it('may be JSON, JSON around the YAML, or the bare fields', () => {
    const object = { identifier: 'prod', name: 'Prod', type: 'Production' };
    const yaml = 'environment:\n  identifier: prod\n  name: Prod\n  type: Production\n';
    for (const body of [{ environment: object }, { identifier: 'prod', yaml }, object]) {
      const read = readObject('environment', JSON.stringify(body));
      expect(read).toMatchObject({ ok: true, value: { yaml, document: object_(object) } });
    }
  });

  const object_ = ({ type, ...rest }: { type: string }) => ({ ...rest, details: { type } });

  it('is refused when it and the request around it differ', () => {
    const body = JSON.stringify({ identifier: 'test', yaml: SERVICE });
    expect(readObject('service', body)).toMatchObject({
      ok: false,
      error: [{ message: 'The request is for "test", and its YAML is of "shop".' }],
    });
  });

  it('has from the request around it what its YAML does not say', () => {
    const yaml = 'environment:\n  identifier: prod\n  name: Prod\n  type: Production\n';
    const around = {
      identifier: 'prod',
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      name: 'Production',
      description: 'where users are',
      tags: { tier: '1' },
      color: '#0063F7',
      type: 'Production',
    };
    const read = readObject('environment', JSON.stringify({ ...around, yaml }));
    const { color, type, ...said } = { ...around, name: 'Prod' };
    expect(read).toMatchObject({
      ok: true,
      value: { yaml, document: { ...said, details: { color, type } } },
    });
    const empty = { orgIdentifier: '', description: '', tags: null, color: '', yaml };
    expect(readObject('environment', JSON.stringify(empty))).toMatchObject({
      ok: true,
      value: { document: { orgIdentifier: null, description: null, tags: {} } },
    });
  });

  it('keeps what its YAML says, and is refused when the request says that it lives elsewhere', () => {
    const said = { description: 'd', tags: { team: 'ops' }, name: 'Shop' };
    expect(readObject('service', JSON.stringify({ ...said, yaml: SERVICE }))).toMatchObject({
      value: { document: { name: 'Web Shop', description: 'd', tags: { team: 'web' } } },
    });
    const elsewhere = JSON.stringify({ orgIdentifier: 'other', yaml: SERVICE });
    expect(readObject('service', elsewhere)).toMatchObject({
      ok: false,
      error: [{ message: expect.stringContaining('"other" as orgIdentifier') }],
    });
  });

  it('brings the data of its kind', () => {
    const infrastructure = readObject(
      'infrastructure',
      'infrastructureDefinition: {identifier: k8s, environmentRef: prod, type: KubernetesDirect, deploymentType: Kubernetes, spec: {connectorRef: c, namespace: n}}',
    );
    expect(infrastructure).toMatchObject({
      value: {
        document: {
          parent: 'prod',
          details: { type: 'KubernetesDirect', deploymentType: 'Kubernetes' },
        },
      },
    });
    const variable = readObject(
      'variable',
      'variable: {identifier: port, type: String, spec: {valueType: FIXED, fixedValue: 0080}}',
    );
    expect(variable).toMatchObject({
      value: { document: { name: 'port', details: { type: 'String', value: '0080' } } },
    });
  });

  it('gives up the value of a secret apart from its text', () => {
    const read = readObject(
      'secret',
      'secret: {type: SecretText, identifier: token, spec: {type: SecretText, valueType: Inline, value: hunter2}}',
    );
    expect(read).toMatchObject({ ok: true, value: { secretValue: 'hunter2' } });
    expect(JSON.stringify(read).split('hunter2')).toHaveLength(2);
  });

  it.each([
    ['service', 'service: {name: x}', '"identifier" is missing'],
    ['service', 'service: {identifier: x, nmae: y}', 'Did you mean "name"'],
    ['service', 'environment: {identifier: x}', 'no "service" at its top'],
    ['service', 'service: [', 'This is not YAML'],
    ['environment', 'environment: {identifier: x, type: <+input>}', 'Production or PreProduction'],
    ['variable', 'variable: {identifier: x, type: String, spec: {}}', '"fixedValue" is missing'],
    ['secret', 'secret: {identifier: x, type: SSHKey, spec: {}}', 'SSHKey are not supported yet'],
    ['connector', 'connector: {identifier: x, type: Git}', '"spec" is missing'],
  ] as const)('of the kind %s is refused: %s', (kind, text, message) => {
    const read = readObject(kind, text);
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).toContain(JSON.stringify(message).slice(1, -1));
  });

  it('does not tell a secret by what is wrong with it', () => {
    const values = ['{hunter2: x}', '*hunter2', '!hunter2 x', '"hunter2', '[hunter2', '&hunter2'];
    const texts = [
      ...values.map((value) => `spec: {value: ${value}}`),
      'spec: hunter2',
      'spec: {hunter2}',
      'spec: {value: x}, type: hunter2',
      'spec: {value: x}, tags: hunter2',
      'spec: {value: x}, hunter2: x',
    ];
    for (const text of texts) {
      const read = readObject('secret', `secret: {identifier: x, type: SecretText, ${text}}`);
      const told = read.ok ? read.value.document : read.error;
      expect(JSON.stringify([told, read.ok && read.value.yaml])).not.toContain('hunter2');
    }
  });
});
