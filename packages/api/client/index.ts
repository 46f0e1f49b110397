export * from './client.ts';
export { readEvents, type ServerSentEvent } from './event-stream.ts';
export type { ClientProblem } from './problem.ts';
