import { ServerProblem } from '../api/server-problem.ts';

interface ProblemCardProps {
  readonly title: string;
  readonly error: unknown;
  /** Tries again, when that may help. */
  readonly onRetry?: () => void;
}

/** What went wrong, in the words of whoever knows, and what can be done. */
export function ProblemCard({ title, error, onRetry }: ProblemCardProps) {
  return (
    <div role="alert" className="rounded-lg border border-bad bg-surface p-4">
      <h2 className="font-semibold text-bad">{title}</h2>
      <p className="mt-1 break-words">{error instanceof Error ? error.message : String(error)}</p>
      {error instanceof ServerProblem && (
        <p className="mt-1 text-sm text-muted">Code {error.problem.code}</p>
      )}
      {onRetry !== undefined && (
        <button
          type="button"
          className="mt-3 rounded border border-line px-3 py-1"
          onClick={onRetry}
        >
          Try again
        </button>
      )}
    </div>
  );
}
