import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { approvalsSearch } from '../features/approvals/search.ts';
import { executionSearch } from '../features/execution/search.ts';
import { executionsSearch } from '../features/executions/search.ts';
import { loginSearch } from '../features/login/search.ts';
import { pipelinesSearch } from '../features/pipelines/search.ts';
import { retrySearch } from '../features/retry/choice.ts';
import { newBatchSearch } from '../features/retry-batches/search.ts';
import { runSearch } from '../features/run/run-request.ts';
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
      params: { org: 'default', project: 'default_project' },
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
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('../features/login/login-page.tsx'), 'LoginPage'),
});

const tokens = createRoute({
  getParentRoute: () => root,
  path: 'my-tokens',
  component: lazyRouteComponent(() => import('../features/tokens/tokens-page.tsx'), 'TokensPage'),
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

const execution = createRoute({
  getParentRoute: () => project,
  path: 'executions/$execution',
  validateSearch: executionSearch,
  component: lazyRouteComponent(
    () => import('../features/execution/execution-page.tsx'),
    'ExecutionPage',
  ),
});

const retry = createRoute({
  getParentRoute: () => project,
  path: 'executions/$execution/retry',
  validateSearch: retrySearch,
  component: lazyRouteComponent(() => import('../features/retry/retry-page.tsx'), 'RetryPage'),
});

const approvals = createRoute({
  getParentRoute: () => project,
  path: 'approvals',
  validateSearch: approvalsSearch,
  component: lazyRouteComponent(
    () => import('../features/approvals/approvals-page.tsx'),
    'ApprovalsPage',
  ),
});

const run = createRoute({
  getParentRoute: () => project,
  path: 'pipelines/$pipeline/run',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../features/run/run-page.tsx'), 'RunPage'),
});

const pipelines = createRoute({
  getParentRoute: () => project,
  path: 'pipelines',
  validateSearch: pipelinesSearch,
  component: lazyRouteComponent(
    () => import('../features/pipelines/pipelines-page.tsx'),
    'PipelinesPage',
  ),
});

const pipeline = createRoute({
  getParentRoute: () => project,
  path: 'pipelines/$pipeline',
  component: lazyRouteComponent(
    () => import('../features/pipelines/pipeline-page.tsx'),
    'PipelinePage',
  ),
});

const newPipeline = createRoute({
  getParentRoute: () => project,
  path: 'new-pipeline',
  component: lazyRouteComponent(
    () => import('../features/pipelines/new-pipeline-page.tsx'),
    'NewPipelinePage',
  ),
});

const rerun = createRoute({
  getParentRoute: () => project,
  path: 'executions/$execution/rerun',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../features/run/rerun-page.tsx'), 'RerunPage'),
});

const batches = createRoute({
  getParentRoute: () => project,
  path: 'retry-batches',
  component: lazyRouteComponent(
    () => import('../features/retry-batches/batches-page.tsx'),
    'BatchesPage',
  ),
});

const newBatch = createRoute({
  getParentRoute: () => project,
  path: 'retry-batches/new',
  validateSearch: newBatchSearch,
  component: lazyRouteComponent(
    () => import('../features/retry-batches/new-batch-page.tsx'),
    'NewBatchPage',
  ),
});

const batch = createRoute({
  getParentRoute: () => project,
  path: 'retry-batches/$batch',
  component: lazyRouteComponent(
    () => import('../features/retry-batches/batch-page.tsx'),
    'BatchPage',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    login,
    tokens,
    project.addChildren([
      executions,
      execution,
      retry,
      approvals,
      pipelines,
      pipeline,
      rerun,
      newPipeline,
      run,
      batches,
      newBatch,
      batch,
    ]),
  ]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
