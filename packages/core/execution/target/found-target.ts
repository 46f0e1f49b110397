import type { Deployable, Override } from '@reprise/core/objects';
import type { TargetPart } from '@reprise/core/pipeline';

/** One part of a target: the object, and under which reference it was found. */
export interface FoundPart {
  readonly ref: string;
  readonly object: Deployable;
  /** Of an environment: the group as part of which it is deployed to. */
  readonly group?: { readonly ref: string; readonly name?: string };
}

/** What a stage deploys and where to, with every object at hand and no expression in it evaluated yet. */
export type FoundTarget = { readonly [Part in TargetPart]?: FoundPart } & {
  /** What counts before what the objects say themselves, in that order. */
  readonly overrides?: readonly Override[];
};
