import {
  type Found,
  isData,
  isNamespace,
  type Namespace,
  ownMember,
  Unavailable,
} from '@reprise/core/expression';
import type { TargetPart } from '@reprise/core/pipeline';
import { type StageNode, stageOf, targetKey } from '@reprise/core/plan';
import { artifactNamespace, artifactsNamespace, manifestsNamespace } from '../target/artifacts.ts';
import { type PartNames, pendingPart, publishedPart } from '../target/part-names.ts';
import type { Subject } from './context.ts';
import { type Names, namespaceBy } from './namespace.ts';

/** How a name that begins an expression is answered from a part of the target. */
interface TargetName {
  readonly part: TargetPart;
  readonly show: (part: PartNames) => Found | undefined;
}

const NAMES = {
  service: { part: 'service', show: partNamespace },
  serviceVariables: { part: 'service', show: ({ variables }) => variables },
  env: { part: 'environment', show: partNamespace },
  infra: { part: 'infrastructure', show: infraNamespace },
  artifact: { part: 'service', show: ({ detail }) => artifactNamespace(detail('artifacts')) },
  artifacts: { part: 'service', show: ({ detail }) => artifactsNamespace(detail('artifacts')) },
  manifests: { part: 'service', show: ({ detail }) => manifestsNamespace(detail('manifests')) },
} as const satisfies Readonly<Record<string, TargetName>>;

/** The names of what the stage around a node deploys. */
export const targetNames: Names<Subject> = Object.fromEntries(
  Object.entries<TargetName>(NAMES).map(([name, how]) => [
    name,
    (subject) => {
      const stage = stageOf(subject.context.state.plan, subject.node.key);
      return stage === null ? undefined : answer(subject, stage, how);
    },
  ]),
);

/** The same of a stage by its name: `<+pipeline.stages.ID.spec.service…>`. */
export const targetNamesOfStage: Names<Subject<StageNode>> = {
  service: (subject) => answer(subject, subject.node, NAMES.service),
  environment: (subject) => answer(subject, subject.node, NAMES.env),
  infrastructure: (subject) => answer(subject, subject.node, NAMES.infra),
  artifacts: (subject) => answer(subject, subject.node, NAMES.artifacts),
  manifests: (subject) => answer(subject, subject.node, NAMES.manifests),
};

/** Null while it is not known, undefined when the stage has no such part. */
function answer(subject: Subject, stage: StageNode, { part, show }: TargetName): Found | undefined {
  const names = partOfStage(subject, stage, part);
  return names && show(names);
}

/** The names of a part of what a stage deploys: null while it is not known, undefined when the stage has no such part. */
export function partOfStage(
  subject: Subject,
  stage: StageNode,
  part: TargetPart,
): PartNames | null | undefined {
  if (stage.stage[part] === undefined) return undefined;
  const { state, target, self } = subject.context;
  // A target in the making is that of the very stage for which it is made.
  if (target !== undefined && stageOf(state.plan, self)?.key === stage.key) {
    return pendingPart(subject, stage, part, target);
  }
  const at = state.nodes.get(targetKey(stage.key, part));
  return at?.phase === 'ended' && at.outputs?.['facts'] !== undefined
    ? publishedPart(at.outputs)
    : null;
}

function partNamespace({ facts, variables }: PartNames): Namespace {
  return namespaceBy(
    () => [...Object.keys(facts), 'variables'],
    (name) => {
      if (name === 'variables') return variables;
      return ownMember(facts, name);
    },
  );
}

/** `<+infra.name>`, and what its spec says: `<+infra.namespace>`, `<+infra.connectorRef>`. */
function infraNamespace(part: PartNames): Namespace {
  const own = partNamespace(part);
  return namespaceBy(
    () => own.keys(),
    (name) => {
      if (name === 'infraIdentifier') return own.get('identifier');
      return own.get(name) ?? inSpec(part, name);
    },
  );
}

/** What the spec of an infrastructure has under a name. */
export function inSpec({ detail }: PartNames, name: string): Found | undefined {
  const spec = detail('spec') ?? null;
  if (spec instanceof Unavailable) return spec;
  if (isNamespace(spec)) return spec.get(name);
  return isData(spec) ? ownMember(spec, name) : undefined;
}
