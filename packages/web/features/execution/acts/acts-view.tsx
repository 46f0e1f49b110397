import { type ActDocument, parseApprovalId, parseNodeExecutionId } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { Empty } from '../../../components/empty.tsx';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { TextLink } from '../../../components/text-link.tsx';
import { Ago } from '../../../components/time/moment.tsx';
import { useExecution, useModel } from '../live/store.ts';
import { actInWords } from './act-words.ts';

/** How often it is looked at again while it is shown, in milliseconds. */
const REFRESH = 5_000;

/** Who did what to this execution, when and why, the newest first. */
export function ActsView() {
  const { org, project, execution } = useExecution();
  const listed = useQuery({
    queryKey: ['acts', execution],
    queryFn: () =>
      answerOf(server.listActs({ path: { execution }, query: scopeOf({ org, project }) })),
    refetchInterval: REFRESH,
  });
  if (listed.isError) {
    return <ProblemCard title="What was done could not be read" error={listed.error} />;
  }
  if (listed.isPending) return <p className="p-4 text-muted">Reading …</p>;
  const { acts } = listed.data;
  if (acts.length === 0) {
    return (
      <div className="p-4">
        <Empty title="Nobody did anything to it">
          What people do to an execution, such as a pause or an approval, stands here; a retry
          stands with the attempt that it continued.
        </Empty>
      </div>
    );
  }
  return (
    <ol
      aria-label="What was done"
      className="m-3 flex flex-col divide-y divide-line rounded-lg border border-line bg-surface sm:m-4"
    >
      {acts.map((act) => (
        <li key={`${act.at} ${act.action} ${JSON.stringify(act.change)}`} className="px-4 py-3">
          <Act act={act} />
        </li>
      ))}
    </ol>
  );
}

function Act({ act }: { readonly act: ActDocument }) {
  const { at, by, from, action, reason, change } = act;
  const { choice, planExecutionId } = change;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-1.5 text-sm">
        <bdi className="font-medium" title={by.email ?? undefined}>
          {by.name}
        </bdi>
        <span>{actInWords(action)}</span>
        <ActedNode act={act} />
        {choice !== undefined && <span>: {choice}</span>}
        {planExecutionId !== undefined && action !== 'run' && <Began id={planExecutionId} />}
        <span className="text-muted">
          <Ago at={at} />
          {from.address !== null && <> from {from.address}</>}
        </span>
      </p>
      {reason !== null && <p className="mt-1 text-sm break-words">“{reason}”</p>}
    </>
  );
}

/** The step or stage that an act was for, when it was not for the whole. */
function ActedNode({ act: { change } }: { readonly act: ActDocument }) {
  const { org, project, execution } = useExecution();
  const named =
    change['node'] === undefined
      ? parseApprovalId(change['approval'] ?? '')
      : parseNodeExecutionId(change['node']);
  const key = named?.node ?? null;
  const name = useModel(({ nodes }) => (key === null ? undefined : nodes.get(key)?.name));
  if (key === null) return null;
  return (
    <TextLink
      to="/orgs/$org/projects/$project/executions/$execution"
      params={{ org, project, execution }}
      search={{ node: key }}
    >
      <bdi>{name ?? key}</bdi>
    </TextLink>
  );
}

function Began({ id }: { readonly id: string }) {
  const { org, project } = useExecution();
  return (
    <TextLink
      to="/orgs/$org/projects/$project/executions/$execution"
      params={{ org, project, execution: id }}
    >
      which began another execution
    </TextLink>
  );
}
