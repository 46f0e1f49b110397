import { ServerProblem } from '../api/server-problem.ts';
import { isUnauthenticated } from '../api/session.ts';

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
      {isUnauthenticated(error) && (
        <p className="mt-1">
          <a href="/login" target="_blank" rel="noopener" className="text-accent underline">
            Log in in another window
          </a>{' '}
          and do this again: nothing here is lost.
        </p>
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
