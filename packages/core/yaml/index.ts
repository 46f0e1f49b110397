export { Fields, fieldsOf, given } from './fields.ts';
export * from './node.ts';
export { positionIn } from './position-in.ts';
export { readYaml } from './read-yaml.ts';
export * from './reader.ts';
export { Report } from './report.ts';
export { toJson, writeYaml } from './to-json.ts';
