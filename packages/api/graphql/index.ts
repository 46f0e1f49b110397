export * from './schema/index.ts';
export * from './statuses.ts';
