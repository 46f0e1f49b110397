/** The types of templates that pipelines are made of, and where each is used. */
export const templateTypes = {
  Step: 'step',
  StepGroup: 'stepGroup',
  Stage: 'stage',
  Pipeline: 'pipeline',
} as const;

export type TemplateType = keyof typeof templateTypes;
/** What holds a `template:` key. */
export type TemplateHolder = (typeof templateTypes)[TemplateType];

const names = Object.keys(templateTypes);

export const isTemplateType = (type: string): type is TemplateType => names.includes(type);

/** Types that Harness has besides: they belong to clouds and to features that this server does not have. */
export const otherTemplateTypes: ReadonlySet<string> = new Set([
  'ArtifactSource',
  'CustomDeployment',
  'InfraAsCode',
  'MonitoredService',
  'SecretManager',
]);
