import type { Result } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../testing/workshop.ts';
import { createCompiler } from './compile.ts';

const pipeline = (script: string, version = '<+input>') => `pipeline:
  identifier: p
  name: P
  variables:
    - {name: version, type: String, value: ${version}}
  stages:
    - stage:
        identifier: s
        name: S
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: t
                  name: T
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: "${script}"}}
`;
const inputs = (version: string) =>
  `pipeline: {identifier: p, variables: [{name: version, type: String, value: ${version}}]}`;

const value = <Value>(result: Result<Value, { readonly message: string }>): Value => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

describe('compiling', () => {
  const compile = createCompiler(digestOf);

  it('keeps what it was made of', () => {
    const definition = value(compile(pipeline('true'), inputs('"1.10"')));
    expect(definition.compiledYaml).toContain('"1.10"');
    expect(definition.inputsYaml).toBe(inputs('"1.10"'));
    expect(definition.inputsTemplateYaml).toContain('<+input>');
    expect(definition.pipeline.variables[0]?.value.text).toBe('1.10');
  });

  it('gives the same definition for the same texts, and another digest for any others', () => {
    const yamls = [pipeline('true'), pipeline('false')];
    const digests = yamls.flatMap((yaml) =>
      ['1', '2'].map((version) => value(compile(yaml, inputs(version))).digest),
    );
    expect(new Set(digests).size).toBe(4);
    expect(value(createCompiler(digestOf)(pipeline('true'), inputs('1'))).digest).toBe(digests[0]);
  });

  it('tells a given value from the same value written in the pipeline', () => {
    const given = value(compile(pipeline('true'), inputs('1')));
    const written = value(compile(pipeline('true', '1'), ''));
    expect(given.digest).not.toBe(written.digest);
  });

  it.each([
    ['INVALID_PIPELINE', pipeline('<+nope'), ''],
    ['INVALID_INPUTS', pipeline('true'), ''],
    ['INVALID_INPUTS', pipeline('true'), 'pipeline: {identifier: p, speed: 1}'],
    ['INVALID_INPUTS', pipeline('true'), 'not: [yaml'],
    [
      'UNSUPPORTED_PIPELINE',
      pipeline('true', '1').replace('type: ShellScript', 'type: JenkinsBuild'),
      '',
    ],
  ])('refuses with %s', (code, yaml, inputsYaml) => {
    const compiled = compile(yaml, inputsYaml);
    expect(compiled).toMatchObject({ ok: false, error: { code } });
  });

  it('names the place in the file that its author wrote', () => {
    const compiled = compile(pipeline('echo <+pipeline.nope(>'), inputs('1'));
    expect(compiled.ok ? '' : compiled.error.message).toMatch(/line 20, column \d+/);
  });
});
