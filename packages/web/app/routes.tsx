import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { executionsSearch } from '../features/executions/search.ts';
import { Broken, NotFound } from './fallbacks.tsx';
import { Shell } from './shell.tsx';

/** Where each page lives. A page's code is fetched when it is first opened. */
const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({
      to: '/orgs/$org/projects/$project/executions',
      params: { org: 'default', project: 'default' },
    });
  },
});

export const project = createRoute({
  getParentRoute: () => root,
  path: 'orgs/$org/projects/$project',
});

const login = createRoute({
  getParentRoute: () => root,
  path: 'login',
  component: lazyRouteComponent(() => import('../features/login/login-page.tsx'), 'LoginPage'),
});

const executions = createRoute({
  getParentRoute: () => project,
  path: 'executions',
  validateSearch: executionsSearch,
  component: lazyRouteComponent(
    () => import('../features/executions/executions-page.tsx'),
    'ExecutionsPage',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([home, login, project.addChildren([executions])]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
