import { type ReactNode, useEffect } from 'react';

interface PageProps {
  /** The heading, and the title of the window. */
  readonly title: string;
  /** What stands over the heading: where this page is. */
  readonly above?: ReactNode;
  /** What can be done, beside the heading. */
  readonly actions?: ReactNode;
  /** For lists whose rows need the room. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A page with its heading. */
export function Page({ title, above, actions, wide = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Reprise`;
  }, [title]);
  return (
    <section
      className={`mx-auto flex w-full flex-col gap-4 p-3 sm:p-4 ${wide ? 'max-w-[100rem]' : 'max-w-7xl'}`}
    >
      {above !== undefined && <div className="text-sm text-muted">{above}</div>}
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 grow text-xl font-semibold break-words">{title}</h1>
        {actions}
      </div>
      {children}
    </section>
  );
}
