import type { RetryBatchDocument } from '@reprise/api';
import type { ProjectParams } from '../../api/scope.ts';
import { executionPath } from '../../components/links.ts';
import { Rows } from '../../components/rows/rows.tsx';
import { TONE_TEXT } from '../../components/status/look.ts';
import { TextLink } from '../../components/text-link.tsx';
import { STANDINGS } from './standings.ts';

type Member = RetryBatchDocument['members'][number];

interface MembersProps {
  readonly where: ProjectParams;
  readonly members: readonly Member[];
}

const ROW = 52;
const ORDER = Object.keys(STANDINGS);

/** Each member with how it stands; first what goes on or went wrong. */
export function Members({ where, members }: MembersProps) {
  const sorted = members.toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
  return (
    <Rows
      role="region"
      aria-label="Executions of this batch"
      tabIndex={0}
      count={sorted.length}
      rowHeight={ROW}
      className="max-h-[70dvh] min-h-14 rounded-lg border border-line bg-surface"
      row={(at) => {
        const member = sorted[at];
        return (
          member !== undefined && (
            <MemberRow key={member.executionId} where={where} member={member} />
          )
        );
      }}
    />
  );
}

function MemberRow({ where, member }: { readonly where: ProjectParams; readonly member: Member }) {
  const { word, tone } = STANDINGS[member.standing];
  const name = member.pipelineIdentifier ?? member.executionId;
  return (
    <div className="flex h-13 items-center gap-x-4 border-b border-line px-4 text-sm">
      <span className={`w-24 shrink-0 font-medium ${TONE_TEXT[tone]}`}>{word}</span>
      <span className="flex min-w-0 grow flex-col">
        <TextLink to={executionPath(where, member.executionId)} className="truncate">
          <bdi>{name}</bdi>
          {member.runSequence !== null && ` #${member.runSequence}`}
        </TextLink>
        {member.refusal !== null && (
          <span className="truncate text-muted" title={member.refusal.message}>
            {member.refusal.message}
          </span>
        )}
      </span>
      {member.retryExecutionId !== null && (
        <TextLink
          to={executionPath(where, member.retryExecutionId)}
          aria-label={`The retry of ${name}`}
          className="shrink-0"
        >
          its retry
        </TextLink>
      )}
    </div>
  );
}
