export type { ConnectorLevel } from './connector-login.ts';
export { DEPLOYABLE_KINDS, type Deployable, type DeployableKind } from './deployables/model.ts';
export { readDeployable } from './deployables/read-deployable.ts';
export { subjectOfFile } from './file-subject.ts';
export { readGitConnector } from './git-connector.ts';
export { readImageConnector } from './image-connector.ts';
export {
  type DocumentKind,
  type FileSubject,
  inWords,
  OBJECT_KINDS,
  type ObjectDocument,
  type ReadDocument,
  ROOT_KEYS,
  type SubjectKind,
} from './model.ts';
export {
  environmentOfOverride,
  OVERRIDE_TYPES,
  type Override,
  type OverrideType,
  overrideIdentifier,
} from './overrides/model.ts';
export { olderYamlOf, readOverride } from './overrides/read-override.ts';
export { readObject } from './read-object.ts';
