import type { ReactNode } from 'react';

interface CardProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, children }: CardProps) {
  return (
    <section className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Something worth reading before going on. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <div className="rounded-md border border-warn bg-sunken px-3 py-2 text-sm">{children}</div>
  );
}
