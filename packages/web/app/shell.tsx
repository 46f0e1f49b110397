import { Link, Outlet } from '@tanstack/react-router';
import { ThemeChoice } from './theme-choice.tsx';

const PROJECT = { org: 'default', project: 'default_project' };

const PAGES = [
  { to: '/orgs/$org/projects/$project/executions', name: 'Executions' },
  { to: '/orgs/$org/projects/$project/pipelines', name: 'Pipelines' },
  { to: '/orgs/$org/projects/$project/approvals', name: 'Approvals' },
] as const;

/** What is around every page: where one can go, and the page itself. */
export function Shell() {
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
        <nav
          aria-label="Main"
          className="flex gap-4 overflow-x-auto max-sm:order-last max-sm:w-full"
        >
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
        <div className="ml-auto">
          <ThemeChoice />
        </div>
      </header>
      <main id="page" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
    </>
  );
}
