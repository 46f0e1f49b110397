import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** What stands where a list has nothing: why, and what to do about it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="rounded-lg border border-dashed border-line px-6 py-12 text-center">
      <h2 className="text-lg font-medium">{title}</h2>
      <div className="mx-auto mt-2 max-w-prose text-muted">{children}</div>
    </div>
  );
}
