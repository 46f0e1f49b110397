import { type Context, Hono } from 'hono';
import type { Logger } from '../ports/index.ts';
import type { UseCases } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';
import { serviceAccountHandlers, userHandlers } from './access/people.ts';
import { rightsHandlers } from './access/rights.ts';
import { assignmentHandlers, resourceGroupHandlers, roleHandlers } from './access/roles.ts';
import { sessionHandlers } from './access/sessions.ts';
import { tokenHandlers } from './access/tokens.ts';
import { ADMISSION_CHECK } from './auth/admission.ts';
import { type Authentication, singleUserAuthentication } from './auth/authentication.ts';
import { guard, LOOPBACK_HOSTS } from './auth/loopback-guard.ts';
import { exportHandlers } from './exports/handlers.ts';
import { firstGenInterruptHandlers } from './first-gen/interrupts.ts';
import { graphqlHandlers } from './graphql/handlers.ts';
import type { Handlers } from './handler.ts';
import { liveHandlers } from './live/live.ts';
import { logServiceHandlers } from './logs/log-service.ts';
import { methodsAt, mount, newCorrelationId, type Variables } from './mount.ts';
import { type Health, ownHandlers } from './own/handlers.ts';
import { pipelineVersionHandlers } from './own/pipeline-versions.ts';
import { retryBatchHandlers } from './own/retry-batches.ts';
import { waitingStepHandlers } from './own/waiting-steps.ts';
import { problemResponse } from './problem-response.ts';
import { approvalHandlers } from './rest-ng/approvals.ts';
import { executeHandlers } from './rest-ng/execute.ts';
import { executionInputHandlers } from './rest-ng/execution-inputs.ts';
import { executionHandlers } from './rest-ng/executions.ts';
import { inputSetHandlers } from './rest-ng/input-sets.ts';
import { notificationHandlers } from './rest-ng/notifications.ts';
import {
  deploymentHandlers,
  environmentGroupHandlers,
  settingHandlers,
} from './rest-ng/objects.ts';
import { pipelineHandlers } from './rest-ng/pipelines.ts';
import { preflightHandlers } from './rest-ng/preflight.ts';
import { rerunHandlers } from './rest-ng/rerun.ts';
import { retryHandlers } from './rest-ng/retry.ts';
import { schemaHandlers } from './rest-ng/schema.ts';
import { scopeHandlers } from './rest-ng/scopes.ts';
import { selectionHandlers } from './rest-ng/selection.ts';
import { serviceOverrideHandlers } from './rest-ng/service-overrides.ts';
import { smtpConfigHandlers } from './rest-ng/smtp-config.ts';
import { templateHandlers } from './rest-ng/templates.ts';
import { v1ExecuteHandlers } from './rest-v1/execute.ts';
import { v1InputSetHandlers } from './rest-v1/input-sets.ts';
import { v1PipelineHandlers } from './rest-v1/pipelines.ts';
import { v1TemplateHandlers } from './rest-v1/templates.ts';
import { unanswered } from './unanswered.ts';
import { mountPages } from './web/pages.ts';

export interface AppOptions extends Health {
  /** Who sends a request. Left out: there are no users, and everybody who reaches the server is the one person. */
  readonly authentication?: Authentication;
  /** How often it is asked whether the reader of a stream is still let in, in milliseconds. */
  readonly admissionCheck?: number;
  /** The time, where an answer depends on it. */
  readonly now?: () => number;
  /** The names by which the server may be called, without ports. Left out: those of its own machine. */
  readonly allowedHosts?: readonly string[];
  /** The folder of the built web pages. Left out: there are none. */
  readonly pages?: URL;
  /** Told of what goes wrong unexpectedly, under the correlation id that the caller gets. */
  readonly logger?: Logger;
}

/** The whole API as one function from requests to answers. */
export function createApp(useCases: UseCases, options: AppOptions): Hono<Variables> {
  const {
    allowedHosts = LOOPBACK_HOSTS,
    authentication = singleUserAuthentication,
    admissionCheck: checkEvery = ADMISSION_CHECK,
    logger,
  } = options;
  const app = new Hono<Variables>();
  app.use(async (context, next) => {
    context.set('correlationId', newCorrelationId());
    const guarded = guard(context.req.raw, allowedHosts);
    if (!guarded.ok) return problemResponse(guarded.error, context.get('correlationId'));
    await next();
    context.header('x-content-type-options', 'nosniff');
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
    return undefined;
  });
  mount(app, handlersOf(useCases, options), { authentication, checkEvery });
  if (options.pages !== undefined) mountPages(app, options.pages);
  app.notFound(notAnswered);
  app.onError((error, context) => {
    const correlationId = context.get('correlationId');
    const { method, path } = context.req;
    logger?.error({ error, correlationId, method, path }, 'a request failed unexpectedly');
    const message = `Something went wrong in the server. Its log says more under ${correlationId}.`;
    return problemResponse(refusal('INTERNAL', message), correlationId);
  });
  return app;
}

function notAnswered(context: Context<Variables>): Response {
  const { method, path } = context.req;
  const correlationId = context.get('correlationId');
  const known = unanswered(method, path);
  if (known !== null) return problemResponse(known, correlationId);
  const allowed = methodsAt(path);
  if (allowed.length === 0) {
    const message = `This server does not answer ${method} ${path}.`;
    return problemResponse(refusal('ROUTE_NOT_FOUND', message, { method, path }), correlationId);
  }
  const message = `This server does not answer ${method} ${path}, only ${allowed.join(', ')}.`;
  const response = problemResponse(
    refusal('METHOD_NOT_ALLOWED', message, { method, path, allowed }),
    correlationId,
  );
  response.headers.set('allow', allowed.join(', '));
  return response;
}

const handlersOf = (
  useCases: UseCases,
  { authentication = singleUserAuthentication, now = Date.now, ...health }: AppOptions,
): Handlers => ({
  ...sessionHandlers(useCases, authentication),
  ...userHandlers(useCases),
  ...serviceAccountHandlers(useCases),
  ...tokenHandlers(useCases, now),
  ...roleHandlers(useCases),
  ...resourceGroupHandlers(useCases),
  ...assignmentHandlers(useCases),
  ...rightsHandlers(useCases),
  ...pipelineHandlers(useCases),
  ...executeHandlers(useCases),
  ...preflightHandlers(useCases),
  ...retryHandlers(useCases),
  ...rerunHandlers(useCases),
  ...retryBatchHandlers(useCases),
  ...selectionHandlers(useCases),
  ...executionHandlers(useCases),
  ...executionInputHandlers(useCases),
  ...approvalHandlers(useCases),
  ...waitingStepHandlers(useCases),
  ...notificationHandlers(useCases),
  ...smtpConfigHandlers(useCases),
  ...scopeHandlers(useCases),
  ...deploymentHandlers(useCases),
  ...environmentGroupHandlers(useCases),
  ...serviceOverrideHandlers(useCases),
  ...settingHandlers(useCases),
  ...templateHandlers(useCases),
  ...v1InputSetHandlers(useCases),
  ...v1TemplateHandlers(useCases),
  ...inputSetHandlers(useCases),
  ...v1PipelineHandlers(useCases),
  ...v1ExecuteHandlers(useCases),
  ...logServiceHandlers(useCases),
  ...liveHandlers(useCases),
  ...schemaHandlers(),
  ...ownHandlers(useCases, health),
  ...pipelineVersionHandlers(useCases),
  ...firstGenInterruptHandlers(useCases),
  ...exportHandlers(useCases),
  ...graphqlHandlers(useCases, health.logger),
});
