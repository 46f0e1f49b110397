export { subjectOfFile } from './file-subject.ts';
export {
  type DocumentKind,
  type FileSubject,
  OBJECT_KINDS,
  type ObjectDocument,
  type ReadDocument,
  ROOT_KEYS,
  type SubjectKind,
} from './model.ts';
export { readObject } from './read-object.ts';
