import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { sessionQuery } from '../api/session.ts';
import { LostNotice } from './lost-notice.tsx';
import { ThemeChoice } from './theme-choice.tsx';

const PROJECT = { org: 'default', project: 'default_project' };

const PAGES = [
  { to: '/orgs/$org/projects/$project/executions', name: 'Executions' },
  { to: '/orgs/$org/projects/$project/pipelines', name: 'Pipelines' },
  { to: '/orgs/$org/projects/$project/approvals', name: 'Approvals' },
] as const;

/** Most servers have no users, and their pages do without it. */
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** What is around every page: where one can go, and the page itself. */
export function Shell() {
  const session = useQuery(sessionQuery).data;
  const user = session?.login === true ? session.user : null;
  const isStranger = session?.login === true && session.user === null;
  return (
    <>
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-surface focus:p-3"
      >
        Skip to the page
      </a>
      <header className="flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-line bg-surface px-4 py-2">
        <Link to="/" className="font-semibold">
          Reprise
        </Link>
        {!isStranger && <Pages />}
        <div className="ml-auto flex items-center gap-3">
          <ThemeChoice />
          {user !== null && (
            <Suspense>
              <UserMenu name={user.name} email={user.email} />
            </Suspense>
          )}
        </div>
      </header>
      <LostNotice />
      <main id="page" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
    </>
  );
}

function Pages() {
  return (
    <nav aria-label="Main" className="flex gap-4 overflow-x-auto max-sm:order-last max-sm:w-full">
      {PAGES.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          params={PROJECT}
          className="text-muted hover:text-text aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
