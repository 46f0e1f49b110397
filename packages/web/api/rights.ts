/** What the caller may do, so that a page can say beforehand what the server would refuse. */
import { useQuery } from '@tanstack/react-query';
import { type ProjectParams, scopeOf } from './scope.ts';
import { answerOf, server } from './server.ts';
import { sessionQuery } from './session.ts';

const ACTS = {
  run: { permission: 'core_pipeline_execute', words: 'run, stop or answer this pipeline' },
  retry: { permission: 'core_pipeline_retry', words: 'retry executions of this pipeline' },
  edit: { permission: 'core_pipeline_edit', words: 'change pipelines here' },
} as const;
type Act = keyof typeof ACTS;
const NAMES = ['run', 'retry', 'edit'] as const satisfies readonly Act[];

/** Why the caller may not do something with a pipeline; undefined when they may, or as long as it is not known. */
export type Forbidden = (act: Act, pipeline?: string) => string | undefined;

/** A pipeline of the project by its identifier; undefined: the project as a whole. */
type Subject = string | undefined;

const keyOf = (permission: string, subject: string | null | undefined): string =>
  `${permission} ${subject ?? ''}`;

/**
 * Asks once for all that a page shows. The server decides when something is done; this only greys what it would refuse.
 */
export function useForbidden(where: ProjectParams, subjects: readonly Subject[]): Forbidden {
  const session = useQuery(sessionQuery).data;
  const { org, project } = where;
  const refused = useQuery({
    queryKey: ['rights', org, project, subjects],
    queryFn: () => refusedChecks(where, subjects),
    enabled: session?.login === true && subjects.length > 0,
    staleTime: 30_000,
    placeholderData: (before) => before,
  }).data;
  return (act, pipeline) => {
    const { permission, words } = ACTS[act];
    if (refused?.has(keyOf(permission, pipeline)) !== true) return undefined;
    return `You may not ${words}: it takes the permission ${permission}`;
  };
}

async function refusedChecks(where: ProjectParams, subjects: readonly Subject[]) {
  const scope = scopeOf(where);
  const permissions = [...new Set(subjects)].flatMap((subject) =>
    NAMES.map((act) => ({
      permission: ACTS[act].permission,
      resourceScope: scope,
      resourceType: 'PIPELINE',
      resourceIdentifier: subject ?? null,
    })),
  );
  const { data } = await answerOf(server.checkAccess({ query: scope, body: { permissions } }));
  const refused = data.accessControlList.filter(({ permitted }) => !permitted);
  return new Set(
    refused.map(({ permission, resourceIdentifier }) => keyOf(permission, resourceIdentifier)),
  );
}
