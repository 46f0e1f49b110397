import { pipeline, script, stage } from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';

const version = 'pipeline.stages.build.spec.execution.steps.compile.output.outputVariables';
/** Build, test, deploy, smoke; the deployment shows an output of the build. */
const line = pipeline([
  stage('build', [script('compile', { outputs: ['VERSION', 'UNSET'] })]),
  stage('test'),
  stage('deploy', [script('ship', { source: `ship <+${version}.VERSION> [<+${version}.UNSET>]` })]),
  stage('smoke'),
]);

/** Built version 1.2 and tested it, and failed to deploy it. */
export function failedDeploy(): Run {
  const run = Run.start(line);
  run.succeed('compile', { VERSION: '1.2' });
  run.succeed('test_step');
  run.fail('ship');
  return run;
}
