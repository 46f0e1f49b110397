import type { InputSetDocument } from '@reprise/api';
import type { CheckedInputSet } from '../../use-cases/pipelines/input-sets.ts';

/** An input set or an overlay as Harness's clients read it. */
export function inputSetDocument({ object, problems, missing }: CheckedInputSet): InputSetDocument {
  const { scope, details } = object;
  const isOverlay = details['type'] === 'OVERLAY_INPUT_SET';
  const isOutdated = problems.length > 0 || missing.length > 0;
  return {
    accountId: scope.accountId,
    orgIdentifier: scope.level === 'account' ? null : scope.orgId,
    projectIdentifier: scope.level === 'project' ? scope.projectId : null,
    pipelineIdentifier: object.parent,
    identifier: object.identifier,
    name: object.name,
    description: object.description,
    tags: { ...object.tags },
    inputSetType: isOverlay ? 'OVERLAY_INPUT_SET' : 'INPUT_SET',
    inputSetYaml: isOverlay ? null : object.yaml,
    overlayInputSetYaml: isOverlay ? object.yaml : null,
    isOutdated,
    outdated: isOutdated,
    problems: problems.map((problem) => ({ ...problem })),
    entityValidityDetails: { valid: true, invalidYaml: null },
    invalidInputSetReferences: [...missing],
    storeType: 'INLINE',
    version: object.version,
    createdAt: object.createdAt,
    lastUpdatedAt: object.updatedAt,
  };
}
