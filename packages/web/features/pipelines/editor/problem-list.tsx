import type { Checked } from './checked.ts';

interface ProblemListProps {
  readonly problems: readonly Checked[];
  readonly onGo: (problem: Checked) => void;
}

const TONES = { error: 'text-bad', unsupported: 'text-warn', warning: 'text-warn' } as const;

/** What is wrong, each leading to its line. */
export function ProblemList({ problems, onGo }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <ul aria-label="Problems" className="flex flex-col gap-1 text-sm">
      {problems.map((problem) => (
        <li key={`${problem.line}:${problem.column} ${problem.message}`}>
          <button
            type="button"
            className="w-full rounded px-2 py-1 text-left break-words hover:bg-sunken"
            onClick={() => onGo(problem)}
          >
            <span className={`font-medium ${TONES[problem.severity]}`}>{problem.severity}</span>{' '}
            <span className="text-muted">
              line {problem.line}, column {problem.column}:
            </span>{' '}
            {problem.message}
          </button>
        </li>
      ))}
    </ul>
  );
}
