import type { Text } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import type { ConnectorReference } from './connector.ts';
import type { Credentials } from './credentials.ts';
import type { FileTask } from './script.ts';

/** What is checked out of a repository. Without one: what the repository itself shows first. */
export type GitRef<Value> =
  | { readonly kind: 'branch' | 'tag' | 'commit'; readonly name: Value }
  | { readonly kind: 'default' };

/** What is cloned, and how: what the codebase of a pipeline and a GitClone step both say. */
export interface GitSource {
  readonly connector?: ConnectorReference;
  /** A URL, or the path of a folder on the delegate's machine; with a connector the name of a repository, or nothing. */
  readonly repository?: Text;
  readonly ref: GitRef<Text>;
  readonly directory?: Text;
  /** How many commits; 0 for all. */
  readonly depth: number;
  readonly fetchTags: boolean;
  readonly sslVerify: boolean;
}

export interface GitCloneSpec extends GitSource {
  readonly type: 'GitClone';
  readonly delegateSelectors: readonly string[];
}

/** A stored connector to git, as far as a clone needs it. Secrets are references (I10). */
export interface GitConnector {
  readonly url: string;
  /** Whether the URL is of an account or a project, below which repositories have names. */
  readonly holdsMany: boolean;
  readonly credentials?: Credentials;
}

export interface GitCloneTask extends FileTask {
  readonly type: 'GitClone';
  readonly repository: TaskText;
  /** From a connector; a URL may hold its own. */
  readonly credentials?: Credentials;
  readonly ref: GitRef<string>;
  /** Below the execution's folder; null for the repository's own name. */
  readonly directory: string | null;
  readonly depth: number;
  readonly fetchTags: boolean;
  readonly sslVerify: boolean;
}
