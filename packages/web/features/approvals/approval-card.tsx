import { type Approval, parseNodeExecutionId, type WaitingApproval } from '@reprise/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { type Answers, given, missingAnswer } from './answers.ts';
import { ApproverFields } from './approver-fields.tsx';
import { INBOX } from './inbox-queries.ts';
import { WaitingCard } from './waiting-card.tsx';

interface ApprovalCardProps {
  readonly where: ProjectParams;
  readonly waiting: WaitingApproval;
}

/** One approval: what is asked, of what, what others said, and the two answers. */
export function ApprovalCard({ where, waiting }: ApprovalCardProps) {
  const { approval, execution, stage, step } = waiting;
  const pipeline = execution.pipelineIdentifier;
  const forbidden = useForbidden(where, [pipeline])('run', pipeline);
  const { approverInputs, approvalMessage } = approval.details;
  const [answers, setAnswers] = useState<Answers>({});
  const [comments, setComments] = useState('');
  const act = useDecision(where, approval, comments, answers);
  const busy = act.isPending ? 'It is being sent' : forbidden;
  const missing = missingAnswer(approverInputs, answers);
  return (
    <WaitingCard
      where={where}
      execution={execution}
      stage={stage}
      step={step}
      node={parseNodeExecutionId(approval.node_execution_id)?.node}
      aside={<Times approval={approval} />}
    >
      <p className="text-lg break-words whitespace-pre-wrap">{approvalMessage}</p>
      <SaidSoFar approval={approval} />
      <ApproverFields
        inputs={approverInputs}
        answers={answers}
        onAnswer={(name, value) => setAnswers((before) => ({ ...before, [name]: value }))}
      />
      <Field label="Comment">
        {(control) => (
          <textarea
            {...control}
            className={INPUT}
            rows={2}
            value={comments}
            onChange={({ target }) => setComments(target.value)}
          />
        )}
      </Field>
      {act.isError && <ProblemCard title="That was not taken" error={act.error} />}
      {missing !== undefined && <p className="text-sm text-muted">{missing} to approve.</p>}
      <div className="grid grid-cols-2 gap-3 sm:flex sm:justify-end">
        <Button
          look="danger"
          className="min-h-11"
          refused={busy}
          onClick={() => act.mutate('REJECT')}
        >
          <X aria-hidden size={16} />
          Reject
        </Button>
        <Button
          look="primary"
          className="min-h-11"
          refused={busy ?? missing}
          onClick={() => act.mutate('APPROVE')}
        >
          <Check aria-hidden size={16} />
          Approve
        </Button>
      </div>
    </WaitingCard>
  );
}

/** Says yes or no, and looks again at what waits. */
function useDecision(
  where: ProjectParams,
  { id, details }: Approval,
  comments: string,
  answers: Answers,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: 'APPROVE' | 'REJECT') =>
      answerOf(
        server.actOnApproval({
          path: { approval: id },
          query: scopeOf(where),
          body: { action, comments, approverInputs: given(details.approverInputs, answers) },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: INBOX }),
  });
}

/** Since when it is asked, and until when. */
function Times({ approval: { created, deadline } }: { readonly approval: Approval }) {
  return (
    <>
      asked <Ago at={created} />
      {deadline !== null && (
        <>
          , expires <Ago at={deadline} />
        </>
      )}
    </>
  );
}

function SaidSoFar({ approval: { details } }: { readonly approval: Approval }) {
  const { approvers, approvalActivities } = details;
  const needed = approvers.minimumCount;
  return (
    <div className="text-sm text-muted">
      {needed > 1 && (
        <p>
          {approvalActivities.length} of {needed} approvals so far
        </p>
      )}
      <ul>
        {approvalActivities.map(({ user, action, comments, approvedAt }) => (
          <li key={`${user.name} ${approvedAt}`} className="break-words">
            {user.name} {action === 'APPROVE' ? 'approved' : 'rejected'} <Ago at={approvedAt} />
            {comments !== '' && `: ${comments}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
