import type { StageExecution } from '@reprise/api';
import { expect, it } from 'vitest';
import { neededBy, toggled } from './selection.ts';

const stage = (stageIdentifier: string, ...stagesRequired: readonly string[]): StageExecution => ({
  stageIdentifier,
  stageName: stageIdentifier.toUpperCase(),
  message: '',
  stagesRequired: [...stagesRequired],
  toBeBlocked: stagesRequired.length > 0,
  gate: false,
  expressions: [],
});
const STAGES = [stage('build'), stage('test'), stage('deploy', 'build'), stage('verify', 'deploy')];

it('takes with a stage all that it needs, in the order of the pipeline', () => {
  expect(toggled(STAGES, ['test'], 'verify')).toEqual(['build', 'test', 'deploy', 'verify']);
});

it('leaves out with a stage all that needs it', () => {
  expect(toggled(STAGES, ['build', 'test', 'deploy', 'verify'], 'build')).toEqual(['test']);
});

it('says who needs a stage', () => {
  expect(neededBy(STAGES, ['build', 'deploy', 'verify'], 'build')).toEqual(['DEPLOY', 'VERIFY']);
});
