import { parsePipeline } from '@reprise/core/pipeline';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  group,
  parallelStages,
  pipeline,
  script,
  stage,
  text,
  variable,
} from '../../execution/testing/pipelines.ts';
import { noObjection, type Run, START } from '../../execution/testing/run.ts';
import {
  type ChangedSince,
  definitionDifferences,
  secretReferencesIn,
  UNKNOWN_VALUE,
  whatChanged,
} from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

describe('how a pipeline differs from the one that ran', () => {
  const build = stage('build', [script('compile'), group('checks', [script('lint')])]);
  const ran = pipeline([build, parallelStages(stage('a'), stage('b')), stage('deploy')]);
  const differences = (...stages: Parameters<typeof pipeline>) =>
    definitionDifferences(ran, pipeline(...stages)).map(({ stage, step, change }) =>
      [stage ?? 'pipeline', step, change].filter((part) => part !== undefined).join(' '),
    );
  const [, group1, deploy] = ran.stages;
  if (group1 === undefined || deploy === undefined) throw new Error('three positions');

  it('is not at all when only places in the text differ', () => {
    const elsewhere = { ...build, at: { line: 9, column: 9 } };
    expect(differences([elsewhere, group1, deploy])).toEqual([]);
  });

  it('names what was added, removed and changed, down to the step', () => {
    const mended = stage('build', [
      script('compile', { source: 'make' }),
      group('checks', [script('audit')]),
    ]);
    expect(differences([stage('prepare'), mended, group1])).toEqual([
      'deploy removed',
      'prepare added',
      'build checks/lint removed',
      'build checks/audit added',
      'build compile changed',
    ]);
  });

  it('names the stage whose own settings changed, and the pipeline around them', () => {
    const slower = { ...build, description: 'slower' };
    expect(differences([slower, group1, deploy], { variables: [variable('v', '1')] })).toEqual([
      'pipeline changed',
      'build changed',
    ]);
  });

  it.each(['at', 'folds'])(
    'is told of what is called %s as places in the text are, and is none',
    (tag) => {
      const tagged = { ...build, tags: { [tag]: 'night' } };
      expect(differences([tagged, group1, deploy])).toEqual(['build changed']);
    },
  );

  it('is not that a text was quoted in another way', () => {
    const read = (source: string) => {
      const { pipeline: found } = parsePipeline(`pipeline:
  identifier: p
  name: p
  stages:
    - stage:
        identifier: ship
        name: ship
        type: Custom
        spec: {execution: {steps: [{step: {identifier: a, name: a, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: ${source}}}}}}]}}
`);
      if (found === null) throw new Error('it can be read');
      return found;
    };
    const plain = read('echo "a b"');
    expect(definitionDifferences(plain, read(`'echo "a b"'`))).toEqual([]);
    expect(definitionDifferences(plain, read('"echo \\"a\\x20b\\""'))).toEqual([]);
    expect(definitionDifferences(plain, read('echo "b a"'))).toHaveLength(1);
  });

  it('is not that a parallel block has only one stage left in it', () => {
    const alone = definitionDifferences(
      pipeline([build, deploy]),
      pipeline([parallelStages(build), deploy]),
    );
    expect(alone).toEqual([]);
  });

  it('does not differ in a value that nobody knows any more, and does in the text around it', () => {
    const tagged = (source: string) => pipeline([stage('ship', [script('push', { source })])]);
    const now = tagged(
      `push <+${JSON.stringify(UNKNOWN_VALUE)}> to <+${JSON.stringify(UNKNOWN_VALUE)}> now`,
    );
    const changes = (then: string) =>
      definitionDifferences(tagged(then), now).map(({ step }) => step);
    expect(changes('push <+"1.2"> to <+[3, 4]> now')).toEqual([]);
    expect(changes('push <+""> to <+""> now')).toEqual([]);
    expect(changes('push <+"1.2"> to <+[3, 4]> then')).toEqual(['push']);
    expect(changes('pull <+"1.2"> to <+[3, 4]> now')).toEqual(['push']);
    expect(changes('push <+"1.2"> at <+[3, 4]> now')).toEqual(['push']);
    expect(changes('push <+"1.2"> to <+> now')).toEqual([]);
    expect(changes('push <+"1.2"> to <+')).toEqual(['push']);
    expect(definitionDifferences(now, tagged('push <+"1.2"> to <+"3"> now'))).toHaveLength(1);
  });

  it('tells when stages changed places, or no longer run side by side', () => {
    expect(differences([group1, build, deploy])).toEqual(['a moved', 'b moved', 'build moved']);
    expect(differences([build, stage('a'), stage('b'), deploy])).toEqual([
      'build moved',
      'a moved',
      'b moved',
      'deploy moved',
    ]);
  });
});

it('the secrets of a pipeline are those that it names, in expressions and as variables', () => {
  const steps = [
    script('push', {
      source: `curl <+secrets.getValue("account.token")> <+secrets.getValue('org.key').length()>`,
    }),
  ];
  const found = secretReferencesIn(
    pipeline([stage('ship', steps, { variables: [variable('PASS', 'password', 'Secret')] })], {
      variables: [
        variable('OTHER', '<+secrets.getValue("token")>'),
        variable('ANY', '<+pipeline.variables.which>', 'Secret'),
        variable('PLAIN', 'no secret of that name'),
      ],
      description: text('').text,
    }),
  );
  expect(found).toEqual(['account.token', 'org.key', 'password', 'token']);
});

describe('a plan whose world has changed', () => {
  let run: Run;
  beforeEach(() => {
    run = failedDeploy();
  });
  const request = { from: ['deploy'] };
  const context = noObjection(START);
  const planWith = (changed: Partial<ChangedSince>) =>
    run.planRetry(request, {
      ...context,
      changed: { secrets: [], missingPermissions: [], ...changed },
    });
  const definition = { version: 2 };
  const secrets = [{ reference: 'token', change: 'saved' as const, version: 3 }];
  const missingPermissions = ['core_pipeline_execute'];
  const since = (shown: Partial<ChangedSince>, now: Partial<ChangedSince>) =>
    whatChanged(planWith(now), run.state.created.definition, planWith(shown).digest, context);

  it('has another digest, whatever it is that changed, and the same for the same', () => {
    const digests = [{}, { definition }, { secrets }, { missingPermissions }].map(
      (changed) => planWith(changed).digest,
    );
    expect(new Set(digests).size).toBe(4);
    expect(planWith({}).digest).toBe(run.planRetry(request).digest);
    const inDetail = { definition: { ...definition, differences: [] } };
    expect(planWith(inDetail).digest).toBe(planWith({ definition }).digest);
  });

  it('tells apart which version of a template was saved, and whether the pipeline was, too', () => {
    const templates = (saved: number) => [{ name: 'account.deploy', version: saved }];
    const digests = [
      definition,
      { ...definition, templates: templates(1) },
      { ...definition, templates: templates(2) },
      { ...definition, templates: templates(2), onlyTemplates: true as const },
      { version: 3, templates: templates(2) },
    ].map((changed) => planWith({ definition: changed }).digest);
    expect(new Set(digests).size).toBe(5);
    const only = (version: number) => ({
      version,
      templates: templates(2),
      onlyTemplates: true as const,
    });
    expect(planWith({ definition: only(2) }).digest).toBe(planWith({ definition: only(9) }).digest);
  });

  it('tells what has changed since the plan that was shown', () => {
    expect(since({}, { definition })).toEqual(['definition']);
    expect(since({ definition }, { definition, secrets })).toEqual(['secrets']);
    expect(since({ secrets }, { definition, secrets })).toEqual(['definition']);
    const chained = [{ name: 'default/project/child', version: 2 }];
    expect(since({ secrets }, { chained, secrets })).toEqual(['chained']);
    expect(since({ chained }, { chained, secrets })).toEqual(['secrets']);
    expect(since({}, { secrets, missingPermissions })).toEqual(['secrets', 'permissions']);
  });

  it('blames no change for certain that was there when the plan was shown', () => {
    const again = { secrets: [{ reference: 'token', change: 'saved' as const, version: 4 }] };
    expect(since({ secrets }, again)).toEqual(['secrets', 'request']);
    const other = run.planRetry({ from: ['test'] }).digest;
    const now = planWith({ definition });
    expect(whatChanged(now, run.state.created.definition, other, context)).toEqual([
      'definition',
      'request',
    ]);
  });

  it('tells that it was made for another request when nothing in the world has changed', () => {
    const other = run.planRetry({ from: ['test'] }).digest;
    expect(whatChanged(planWith({}), run.state.created.definition, other, context)).toEqual([
      'request',
    ]);
  });
});
