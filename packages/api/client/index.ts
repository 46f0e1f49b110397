export * from './client.ts';
export * from './create-client.ts';
export { readEvents, type ServerSentEvent } from './event-stream.ts';
export { createPageClient } from './page-client.ts';
export type { ClientProblem } from './problem.ts';
