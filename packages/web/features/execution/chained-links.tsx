import { type ChildOutline, type ExecutionSummary, parseNodeExecutionId } from '@reprise/api';
import { TextLink } from '../../components/text-link.tsx';

/** Leads from a chained stage to the execution that it runs. */
export function ChildLink({ of }: { readonly of: ChildOutline }) {
  const { planExecutionId, orgId, projectId, pipelineId } = of;
  return (
    <TextLink
      to="/orgs/$org/projects/$project/executions/$execution"
      params={{ org: orgId, project: projectId, execution: planExecutionId }}
    >
      The execution of <bdi>{pipelineId}</bdi>
    </TextLink>
  );
}

/** Leads from the execution of a child to the stage that runs it. */
export function ParentLink({ of }: { readonly of: ExecutionSummary['parentStageInfo'] }) {
  const { executionId, orgId, projectId, identifier, runSequence, stageNodeId } = of;
  if (executionId === null || orgId === null || projectId === null) return null;
  const node = stageNodeId === null ? undefined : parseNodeExecutionId(stageNodeId)?.node;
  return (
    <span>
      run by{' '}
      <TextLink
        to="/orgs/$org/projects/$project/executions/$execution"
        params={{ org: orgId, project: projectId, execution: executionId }}
        search={node === undefined ? {} : { node }}
      >
        <bdi>{identifier}</bdi> #{runSequence}
      </TextLink>
    </span>
  );
}
