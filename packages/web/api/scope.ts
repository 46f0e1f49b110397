/** Where a page looks: the project of its address. The account is the one that the server knows its caller by. */
export interface ProjectParams {
  readonly org: string;
  readonly project: string;
}

/** The project as every call takes it. */
export const scopeOf = ({ org, project }: ProjectParams) => ({
  orgIdentifier: org,
  projectIdentifier: project,
});

/** A pipeline of a project. */
export interface PipelineParams extends ProjectParams {
  readonly pipeline: string;
}

/** The pipeline as calls about what belongs to it take it. */
export const scopeOfPipeline = (where: PipelineParams) => ({
  ...scopeOf(where),
  pipelineIdentifier: where.pipeline,
});
