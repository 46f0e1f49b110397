import { ok, type Result, refused, type Text, unreachable } from '@reprise/core';
import { evaluateDeferred, parseCondition, toText, type Value } from '@reprise/core/expression';
import {
  boolean,
  choice,
  fieldsOf,
  isRuntimeInput,
  listOf,
  positionIn,
  type Reader,
  text,
} from '../yaml/index.ts';
import { outputName } from './environment.ts';
import { type Comparison, type Criteria, type CriteriaSpec, OPERATORS } from './model/index.ts';
import type { TextsInTurn } from './texts.ts';

/** The name by which a condition speaks of what the script publishes: `<+output.NAME>`. */
const LATER = ['output'] as const;

/** `approvalCriteria` and `rejectionCriteria`. */
export const criteria: Reader<CriteriaSpec> = (node, report) => {
  const fields = fieldsOf(node, 'the criteria of an approval', report);
  if (fields === undefined) return undefined;
  const type = fields.required('type', choice('KeyValues', 'Jexl'));
  const read = fields.required('spec', type === undefined ? unread : SPECS[type]);
  fields.end();
  return read;
};

const unread: Reader<CriteriaSpec> = () => undefined;

const comparisons: Reader<CriteriaSpec> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of KeyValues criteria', report);
  if (fields === undefined) return undefined;
  const any = fields.optional('matchAnyCondition', boolean) ?? false;
  const read = fields.optional('conditions', listOf(comparison)) ?? [];
  fields.end();
  return { kind: 'comparisons', match: any ? 'any' : 'all', comparisons: read };
};

const operator = choice(...OPERATORS);

const comparison: Reader<Comparison<Text>> = (node, report) => {
  const fields = fieldsOf(node, 'a condition of an approval', report);
  if (fields === undefined) return undefined;
  const key = fields.required('key', outputName);
  const how = fields.required('operator', operator);
  const value = fields.required('value', text);
  fields.end();
  if (key === undefined || how === undefined || value === undefined) return undefined;
  return { key, operator: how, value };
};

const condition: Reader<CriteriaSpec> = (node, report) => {
  const fields = fieldsOf(node, 'the spec of Jexl criteria', report);
  const read = fields?.required('expression', expression);
  fields?.end();
  return read && { kind: 'condition', condition: read };
};

const expression: Reader<Text> = (node, report) => {
  const read = text(node, report);
  if (read === undefined || isRuntimeInput(node)) return read;
  const parsed = parseCondition(read.text);
  if (parsed.ok) return read;
  const at = positionIn(read, parsed.error.offset);
  report.error('bad-expression', `This expression is wrong: ${parsed.error.message}.`, at);
  return undefined;
};

const SPECS = { KeyValues: comparisons, Jexl: condition };

/** Gives all in the criteria its value but what the script will publish. */
export function resolveCriteria(spec: CriteriaSpec, turn: TextsInTurn): Criteria {
  switch (spec.kind) {
    case 'condition': {
      const { kind, condition: put } = spec;
      return { kind, condition: turn.deferred(put, 'condition', LATER) };
    }
    case 'comparisons': {
      const { kind, match } = spec;
      const read = spec.comparisons.map((each) => ({ ...each, value: turn.text(each.value) }));
      return { kind, match, comparisons: read };
    }
    default:
      return unreachable(spec);
  }
}

/** What a script has published, by name; null where it has left something unset. */
export type Published = Readonly<Record<string, Value>>;

/** Whether the criteria hold; refused when that cannot be worked out. */
export function criteriaHold(on: Criteria, published: Published): Result<boolean, string> {
  if (on.kind === 'comparisons') {
    const holds = (each: Comparison<string>): boolean => comparisonHolds(each, published);
    return ok(on.match === 'any' ? on.comparisons.some(holds) : on.comparisons.every(holds));
  }
  const output = { ...published, outputVariables: published };
  const evaluated = evaluateDeferred(on.condition, { output });
  if (!evaluated.ok) return refused(evaluated.error.message);
  return truthOf(evaluated.value);
}

/** Nothing but a clear word opens a gate: a text that is no truth value would count as true elsewhere. */
function truthOf(value: Value): Result<boolean, string> {
  if (value === true || value === 'true') return ok(true);
  if (value === false || value === 'false' || value === null) return ok(false);
  return refused(`"${toText(value).slice(0, 80)}" is neither true nor false`);
}

/** What was not published is unknown: it neither equals anything nor differs from it (I12). */
function comparisonHolds(on: Comparison<string>, published: Published): boolean {
  const value = Object.hasOwn(published, on.key) ? published[on.key] : null;
  if (value === null || value === undefined) return false;
  const said = toText(value);
  switch (on.operator) {
    case 'equals':
      return said === on.value;
    case 'not equals':
      return said !== on.value;
    case 'in':
      return among(on.value).includes(said);
    case 'not in':
      return !among(on.value).includes(said);
    default:
      return unreachable(on.operator);
  }
}

const among = (values: string): readonly string[] => values.split(',').map((each) => each.trim());
