export * from './built-in.ts';
export * from './first-gen.ts';
export * from './grants.ts';
export * from './model.ts';
export * from './permissions.ts';
export * from './scopes.ts';
