export {
  type DocumentKind,
  OBJECT_KINDS,
  type ObjectDocument,
  type ReadDocument,
  ROOT_KEYS,
} from './model.ts';
export { kindOfFile, readObject } from './read-object.ts';
