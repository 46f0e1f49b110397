import type { NodeOutline } from '@reprise/api';
import { Link } from '@tanstack/react-router';
import { ArrowUpRight } from 'lucide-react';
import type { ProjectParams } from '../../../api/scope.ts';
import { useExecution } from '../live/store.ts';

/** Another execution in which a stage is to be looked for. */
interface Elsewhere {
  readonly words: string;
  readonly params: ProjectParams & { readonly execution: string };
  readonly search: { readonly node?: string };
}

/** On the card of a stage: the way to where it ran, or to the execution that it runs. The details have the same. */
export function CardLink({ node }: { readonly node: NodeOutline }) {
  const here = useExecution();
  const there = elsewhere(node, here);
  if (there === null) return null;
  return (
    <Link
      to="/orgs/$org/projects/$project/executions/$execution"
      params={there.params}
      search={there.search}
      tabIndex={-1}
      title={there.words}
      className="absolute right-1.5 bottom-1.5 rounded p-0.5 text-accent hover:bg-sunken"
    >
      <ArrowUpRight aria-hidden size={16} />
    </Link>
  );
}

function elsewhere(
  { reusedFrom, child, key }: NodeOutline,
  { org, project }: ProjectParams,
): Elsewhere | null {
  if (child !== undefined) {
    const { planExecutionId, orgId, projectId } = child;
    const params = { org: orgId, project: projectId, execution: planExecutionId };
    return { words: 'The execution that it runs', params, search: {} };
  }
  if (reusedFrom === undefined) return null;
  const params = { org, project, execution: reusedFrom };
  return { words: 'Where it ran', params, search: { node: key } };
}
