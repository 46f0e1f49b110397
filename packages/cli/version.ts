import manifest from './package.json' with { type: 'json' };

/** The version of this Reprise: command line, server and delegate are released together. */
export const VERSION: string = manifest.version;
