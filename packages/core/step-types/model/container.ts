import type { Text } from '@reprise/core';

export interface ContainerSpec {
  readonly image: Text;
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
  readonly pull?: 'Always' | 'Never' | 'IfNotPresent';
  readonly privileged: boolean;
  readonly user?: string;
  readonly memory?: string;
  readonly cpu?: string;
  readonly entrypoint?: readonly string[];
  readonly ports?: readonly PortBinding[];
}
