/** What of a pipeline leads to nothing that is stored, for whoever writes it. A run refuses by the same checks. */
import type { Problem, Scope } from '@reprise/core';
import type { DocumentKind } from '@reprise/core/objects';
import {
  isLiteral,
  type ObjectNamed,
  objectsNamed,
  type Pipeline,
  type ResolvedTemplates,
  wantedObjects,
} from '@reprise/core/pipeline';
import type { Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import { deployedObjects } from '../objects/deployed-objects.ts';
import { permissionFor, scopesAround } from '../objects/object-scope.ts';
import { BUILT_IN_CONNECTORS, connectorsFor } from '../objects/stored-connectors.ts';
import { placeOf } from './reference-place.ts';
import { type ReferenceNeeds, thereIsNo } from './where-missing.ts';

/**
 * The references of a pipeline that stand there literally and lead nowhere: an error where a run would be refused, a
 * warning where it would only fail, or not miss it. What the caller may not view is passed over.
 */
export async function referenceProblems(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  pipeline: Pipeline,
  { yaml, place }: Pick<ResolvedTemplates, 'yaml' | 'place'>,
): Promise<readonly Problem[]> {
  const viewable = viewer(needs, caller, scope);
  const connectors = await connectorsFor(needs, caller, scope, pipeline);
  const deployed = await deployedProblems(needs, caller, scope, pipeline, viewable);
  const refusing = [...connectors.problems, ...deployed];
  const told = new Set(refusing.map(placeInFile));
  const named = await filtered(objectsNamed(yaml, place), ({ kind, reference }) =>
    viewable(kind, reference),
  );
  const others = named.filter(({ at }) => !told.has(placeInFile(at)));
  return [...refusing, ...(await missingOf(needs, caller, scope, others))];
}

async function deployedProblems(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  pipeline: Pipeline,
  viewable: Viewable,
): Promise<readonly Problem[]> {
  const literal = wantedObjects(pipeline).filter(({ use }) => isLiteral(use.ref));
  const wanted = await filtered(literal, ({ kind, use }) => viewable(kind, use.ref.text));
  const { problems } = await deployedObjects(needs, caller, scope, wanted);
  const asking = new Set(
    wanted.filter(({ use }) => use.asksForInputs).map(({ use }) => placeInFile(use.ref.at)),
  );
  // What is given only when it runs cannot be held against the object yet.
  return problems.filter(
    (problem) => problem.code === 'missing-object' || !asking.has(placeInFile(problem)),
  );
}

async function missingOf(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  named: readonly ObjectNamed[],
): Promise<readonly Problem[]> {
  const faults = new Map<string, string | null>();
  const problems: Problem[] = [];
  for (const { at, ...object } of named) {
    const name = `${object.kind} ${object.reference}`;
    const known = faults.get(name);
    const message = known === undefined ? await faultOf(needs, caller, scope, object) : known;
    faults.set(name, message);
    if (message !== null) {
      problems.push({ severity: 'warning', code: 'missing-object', message, ...at });
    }
  }
  return problems;
}

async function faultOf(
  needs: ReferenceNeeds,
  caller: Caller,
  scope: Scope,
  { kind, reference }: Omit<ObjectNamed, 'at'>,
): Promise<string | null> {
  if (kind === 'connector' && Object.hasOwn(BUILT_IN_CONNECTORS, reference)) return null;
  const { level, identifier } = placeOf(reference);
  const key = { kind, scope: scopesAround(scope)[level], identifier, parent: '', label: '' };
  const isThere = (await needs.store.objects.get(key)) !== null;
  return isThere ? null : thereIsNo(needs, caller, scope, { kind, reference });
}

type Viewable = (kind: DocumentKind, reference: string) => Promise<boolean>;

/** Whether the caller may view objects of a kind where a reference points. */
function viewer(needs: ReferenceNeeds, caller: Caller, around: Scope): Viewable {
  const known = new Map<string, Promise<boolean>>();
  return (kind, reference) => {
    const { level } = placeOf(reference);
    const name = `${kind} ${level}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const scope = scopesAround(around)[level];
    const asked = authorise(needs, caller, permissionFor(kind, 'view'), scope);
    const allowed = asked.then(({ ok }) => ok);
    known.set(name, allowed);
    return allowed;
  };
}

async function filtered<Item>(
  items: readonly Item[],
  keep: (item: Item) => Promise<boolean>,
): Promise<readonly Item[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, index) => kept[index]);
}

const placeInFile = ({ line, column, template }: Pick<Problem, 'line' | 'column' | 'template'>) =>
  JSON.stringify([line, column, template ?? null]);
