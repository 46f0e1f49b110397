import type { Template } from '@reprise/api';
import type { TemplateVersion } from '../../use-cases/pipelines/templates.ts';

/** A version of a template as Harness's clients read it. */
export function templateDocument({ object, isStable }: TemplateVersion): Template {
  const { scope, details } = object;
  return {
    accountId: scope.accountId,
    orgIdentifier: scope.level === 'account' ? null : scope.orgId,
    projectIdentifier: scope.level === 'project' ? scope.projectId : null,
    identifier: object.identifier,
    name: object.name,
    description: object.description,
    tags: { ...object.tags },
    versionLabel: object.label,
    stableTemplate: isStable,
    templateEntityType: typeof details['type'] === 'string' ? details['type'] : '',
    templateScope: scope.level,
    yaml: object.yaml,
    version: object.version,
    createdAt: object.createdAt,
    lastUpdatedAt: object.updatedAt,
  };
}
