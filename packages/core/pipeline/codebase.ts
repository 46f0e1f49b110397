import type { GitSource } from '@reprise/core/step-types';
import { readGitSource } from '../step-types/git-clone.ts';
import { type Fields, fieldsOf, type Reader, type Report } from '../yaml/index.ts';
import type { CiStage, Stage, StageEntry, Step } from './model.ts';

/** The step that clones the codebase: the first one of every CI stage that asks for it. */
export const CLONE_STEP = { identifier: 'harness_git_clone', name: 'Clone codebase' } as const;

/** `properties` of a pipeline: the codebase that its CI stages build. */
export const codebaseOf: Reader<GitSource> = (node, report) => {
  const properties = fieldsOf(node, 'the properties of a pipeline', report);
  const ci = properties?.optional('ci', (inner) => fieldsOf(inner, 'the CI properties', report));
  const codebase = ci?.optional('codebase', readCodebase);
  ci?.end();
  properties?.end();
  return codebase;
};

const readCodebase: Reader<GitSource> = (node, report) => {
  const fields = fieldsOf(node, 'the codebase', report);
  if (fields === undefined) return undefined;
  if (!fields.has('build')) missingBuild(fields);
  // It says how pull requests are cloned, which are refused under "build".
  fields.ignore('prCloneStrategy');
  fields.unsupported('debug');
  const source = readGitSource(fields);
  fields.end();
  return source;
};

const missingBuild = ({ map, report }: Fields): void =>
  report.error(
    'missing-key',
    '"build" is missing: the codebase needs a branch, tag or commit; `build: <+input>` asks for it at each run.',
    map.at,
  );

/**
 * The stages with the step that clones the codebase before the others, where they ask for it. `isGiven` says whether the
 * file speaks of a codebase at all: what is wrong with it is reported where it stands.
 */
export function withClones(
  entries: readonly StageEntry[],
  codebase: GitSource | undefined,
  isGiven: boolean,
  report: Report,
): readonly StageEntry[] {
  return entries.map((entry) => {
    if (entry.kind === 'parallel') {
      return { ...entry, stages: withClones(entry.stages, codebase, isGiven, report) };
    }
    const { stage } = entry;
    if (!clones(stage)) return entry;
    if (codebase !== undefined) return { kind: 'stage', stage: withClone(stage, codebase) };
    if (!isGiven) missingCodebase(stage, report);
    return entry;
  });
}

const clones = (stage: Stage): stage is CiStage => stage.type === 'CI' && stage.cloneCodebase;

function withClone(stage: CiStage, codebase: GitSource): CiStage {
  const { at } = stage;
  const step: Step = {
    ...CLONE_STEP,
    at,
    spec: {
      type: 'GitClone',
      directory: { text: '.', at },
      ...codebase,
      delegateSelectors: [],
    },
  };
  return { ...stage, steps: [{ kind: 'step', step }, ...stage.steps] };
}

const missingCodebase = ({ identifier, at }: Stage, report: Report): void =>
  report.error(
    'missing-codebase',
    `The stage "${identifier}" clones the codebase, and the pipeline has none: add \`properties.ci.codebase\`, or set \`cloneCodebase: false\`.`,
    at,
  );
