import type { NodeOutline } from '@reprise/api';
import { INPUT } from '../../../components/field.tsx';
import { LOOKS } from '../../../components/status/look.ts';
import { StatusBadge } from '../../../components/status/status-badge.tsx';
import { Ago, Took } from '../../../components/time/moment.tsx';
import { pathTo } from '../live/find.ts';
import { useExecution } from '../live/store.ts';
import { timesInWords } from '../times-in-words.ts';
import { useNodeDetail } from './use-node-detail.ts';

interface NodeHeadProps {
  readonly node: NodeOutline;
  readonly attempt: number;
  readonly onAttempt: (attempt: number) => void;
}

/** Which node it is and how it stands; of a step that was tried several times, which try is shown. */
export function NodeHead({ node, attempt, onAttempt }: NodeHeadProps) {
  const { store } = useExecution();
  const above = pathTo(store.model(), node.key).slice(0, -1);
  const again = timesInWords(node);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-1">
      <div className="min-w-0">
        {above.length > 0 && (
          <p className="truncate text-xs text-muted">
            <bdi>{above.map(({ name }) => name).join(' › ')}</bdi>
          </p>
        )}
        <h2 className="font-semibold break-words">
          <bdi>{node.name}</bdi>
        </h2>
      </div>
      <span className="text-sm">
        <StatusBadge status={node.status} />
      </span>
      <span className="text-sm text-muted">
        <Took from={node.startTs} to={node.endTs} />
        {node.startTs !== null && (
          <>
            {' · '}
            <Ago at={node.startTs} />
          </>
        )}
      </span>
      {again !== null &&
        (node.kind === 'step' ? (
          <Tries node={node} attempt={attempt} onAttempt={onAttempt} />
        ) : (
          <span className="text-sm text-warn">{again}</span>
        ))}
    </header>
  );
}

/** Chooses among the tries of a step. */
function Tries({ node, attempt, onAttempt }: NodeHeadProps) {
  const tries = useNodeDetail(node.key).data?.tries;
  const numbers = Array.from({ length: node.attempts ?? 0 }, (_, at) => at + 1);
  const words = (number: number): string => {
    const status = tries?.find((one) => one.attempt === number)?.status;
    return status === undefined ? '' : `: ${LOOKS[status].word}`;
  };
  return (
    <label className="flex items-center gap-2 text-sm text-muted">
      Attempt
      <select
        className={`${INPUT} w-auto`}
        value={attempt}
        onChange={({ target }) => onAttempt(Number(target.value))}
      >
        {numbers.map((number) => (
          <option key={number} value={number}>
            {number}
            {words(number)}
          </option>
        ))}
      </select>
    </label>
  );
}
