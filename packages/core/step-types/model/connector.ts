import type { Position, Text } from '@reprise/core';

/** `connectorRef`: `id` of the project, `org.id`, `account.id`. */
export interface ConnectorReference {
  /** As it is written. */
  readonly reference: string;
  readonly at: Position;
  /** The same text when only a run knows which connector it means. */
  readonly expression?: Text;
}
