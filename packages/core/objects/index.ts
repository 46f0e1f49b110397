export { DEPLOYABLE_KINDS, type Deployable, type DeployableKind } from './deployables/model.ts';
export { readDeployable } from './deployables/read-deployable.ts';
export { type ConnectorLevel, readGitConnector } from './git-connector.ts';
export {
  type DocumentKind,
  type FileSubject,
  OBJECT_KINDS,
  type ObjectDocument,
  type ReadDocument,
  ROOT_KEYS,
} from './model.ts';
export { readObject, subjectOfFile } from './read-object.ts';
