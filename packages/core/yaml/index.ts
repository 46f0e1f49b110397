export { Fields, fieldsOf, given } from './fields.ts';
export * from './node.ts';
export { positionIn } from './position-in.ts';
export { type PrintedYaml, printYaml } from './print.ts';
export { readYaml } from './read-yaml.ts';
export * from './reader.ts';
export { type KeyObserver, type KeyUse, Report, type ShapeObserver } from './report.ts';
export { type PlaceOf, placedBy, placedIn, type SourceMap } from './source-map.ts';
export { toJson, writeYaml } from './to-json.ts';
