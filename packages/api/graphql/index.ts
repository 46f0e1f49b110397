export * from './schema.ts';
export * from './statuses.ts';
