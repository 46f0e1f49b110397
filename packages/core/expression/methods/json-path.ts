import { didYouMean, ok, type Result, refused } from '@reprise/core';
import type { Value } from '../model.ts';
import { isData, isList, kindOf, ownMember } from '../value.ts';
import type { CallFault } from './model.ts';

/** One step of a JSONPath: into a key, to an item, to all there are, or to a key however deep. */
type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep'; readonly key: string };

/** Steps after which a path leads to several places, whose values make a list. */
const isWide = ({ kind }: PathStep): boolean => kind === 'all' || kind === 'deep';

/**
 * What a JSONPath leads to: `data.items[0].id`, `$['a b']`, `items[*].id`, `$..id`. A path that can lead to several places
 * answers the list of what is there; any other one is refused when there is nothing.
 */
export function selectJson(path: string, root: Value): Result<Value, CallFault> {
  const steps = parsePath(path);
  if (!steps.ok) return steps;
  let places: readonly Value[] = [root];
  let wide = false;
  for (const step of steps.value) {
    wide ||= isWide(step);
    const next = places.flatMap((place) => partsAt(place, step));
    const [place] = places;
    if (!wide && next.length === 0) return refused(nothingAt(path, step, place ?? null));
    places = next;
  }
  return ok(wide ? places : (places[0] ?? null));
}

function partsAt(place: Value, step: PathStep): readonly Value[] {
  switch (step.kind) {
    case 'key': {
      const part = isData(place) ? ownMember(place, step.key) : undefined;
      return part === undefined ? [] : [part];
    }
    case 'index': {
      const item = isList(place) ? place.at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      return childrenOf(place);
    case 'deep':
      return [...deepParts(place, step.key)];
  }
}

const childrenOf = (place: Value): readonly Value[] =>
  isList(place) ? place : isData(place) ? Object.values(place) : [];

function* deepParts(place: Value, key: string): Generator<Value> {
  const waiting = [place];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const part = isData(at) ? ownMember(at, key) : undefined;
    if (part !== undefined) yield part;
    waiting.push(...childrenOf(at).toReversed());
  }
}

const bracket = /^\[(?:'([^']*)'|"([^"]*)"|(-?\d{1,9})|(\*))\]/;

function parsePath(path: string): Result<readonly PathStep[], CallFault> {
  const steps: PathStep[] = [];
  let rest = path.trim().replace(/^\$/, '');
  while (rest !== '') {
    const brackets = bracket.exec(rest);
    if (brackets !== null) {
      steps.push(inBrackets(brackets));
      rest = rest.slice(brackets[0].length);
      continue;
    }
    const [all = '', dots = '', key = ''] = /^(\.{0,2})([^.[]+)/.exec(rest) ?? [];
    if (all === '' || (dots === '' && steps.length > 0)) return refused(badPath(path, rest));
    if (dots === '..') steps.push({ kind: 'deep', key });
    else steps.push(key === '*' ? { kind: 'all' } : { kind: 'key', key });
    rest = rest.slice(all.length);
  }
  return ok(steps);
}

function inBrackets([, single, double, index]: RegExpExecArray): PathStep {
  const key = single ?? double;
  if (key !== undefined) return { kind: 'key', key };
  return index === undefined ? { kind: 'all' } : { kind: 'index', index: Number(index) };
}

function badPath(path: string, rest: string): CallFault {
  const message = `the path "${path}" is not understood at "${rest.slice(0, 40)}"; filters and slices are not supported`;
  return { code: 'type', message };
}

function nothingAt(path: string, step: PathStep, place: Value): CallFault {
  const where = step.kind === 'key' ? `"${step.key}"` : 'such an item';
  const names = isData(place) ? Object.keys(place) : [];
  const hint = step.kind === 'key' ? didYouMean(step.key, names) : '';
  const inside = isData(place) || isList(place) ? '' : ` (there is ${kindOf(place)})`;
  const message = `the path "${path}" leads to nothing: there is no ${where} there${inside}.${hint}`;
  return { code: 'undefined-variable', message };
}
