export * from './command.ts';
export * from './decision.ts';
export * from './effect.ts';
export * from './event.ts';
export * from './state.ts';
export * from './status.ts';
export * from './view.ts';
