export * from './closest.ts';
export * from './duration.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './position.ts';
export * from './result.ts';
export * from './text.ts';
export * from './time.ts';
