import type { Text } from '@reprise/core';
import type { ConnectorReference } from './connector.ts';
import type { Credentials } from './credentials.ts';

export interface ContainerSpec {
  readonly image: Text;
  /** Who may pull it. */
  readonly connector?: ConnectorReference;
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: Text;
  /** `resources.limits`, in the notation of Kubernetes: `500Mi`, `400m`. */
  readonly memory?: Text;
  readonly cpu?: Text;
  /** The program in place of the image's own, and its arguments. */
  readonly entrypoint?: readonly Text[];
  readonly ports?: readonly PortBinding[];
}

/** A port of the delegate's machine behind which a port of the container is. */
export interface PortBinding {
  readonly host: number;
  readonly container: number;
}

export interface ContainerTask {
  readonly image: string;
  /** As whom it is pulled; without one as the container engine is logged in. */
  readonly login?: RegistryLogin;
  /** The registry of its connector, when the image is of another one and so is pulled without that login. */
  readonly elsewhere?: string;
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: string;
  readonly memory?: string;
  readonly cpu?: string;
  readonly entrypoint?: readonly string[];
  readonly ports?: readonly PortBinding[];
}

/** A stored connector, as far as the image of a container needs it: one without a login adds nothing to the engine's own. */
export interface ImageConnector {
  readonly login?: RegistryLogin;
}

export interface RegistryLogin extends Credentials {
  /** `registry.example.com:5000`; `docker.io` of Docker Hub. */
  readonly registry: string;
}
