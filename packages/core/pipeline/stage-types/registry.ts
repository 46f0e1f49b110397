import type { StageType } from '../model.ts';
import { approval } from './approval.ts';
import { ci } from './ci.ts';
import { custom } from './custom.ts';
import { deployment } from './deployment.ts';
import { pipeline } from './pipeline.ts';
import type { StageTypeReader } from './stage-type.ts';

/** The stage types that this server runs. The compiler asks for a row when a type is added to the model. */
export const stageTypes: { readonly [Type in StageType]: StageTypeReader<Type> } = {
  Custom: custom,
  Approval: approval,
  Pipeline: pipeline,
  CI: ci,
  Deployment: deployment,
};

export const stageTypeNames: readonly string[] = Object.keys(stageTypes);

/** The reader of a stage type by its name in the YAML; undefined when this server does not run it. */
export function stageTypeOf(name: string): StageTypeReader<StageType> | undefined {
  return Object.values(stageTypes).find(({ type }) => type === name);
}
