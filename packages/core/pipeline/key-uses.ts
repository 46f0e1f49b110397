import { type KeyUse, placedIn, Report, readYaml } from '../yaml/index.ts';
import { unsupportedStageTypes, unsupportedStepTypes } from './known-types.ts';
import { ACTION_TYPES } from './read-failure-strategies.ts';
import { readPipeline } from './read-pipeline.ts';
import { readTemplate } from './templates/template-file.ts';
import { otherTemplateTypes, templateTypes } from './templates/template-types.ts';

/** What becomes of each key, by what it is a key of: `a stage`, `the spec of a Wait step`. */
export type KeyTable = ReadonlyMap<string, ReadonlyMap<string, KeyUse>>;

const strength: readonly KeyUse[] = ['accepted, no effect', 'refused', 'runs'];

/**
 * The keys that the readers ask for while they read these files. Where they meet a key in two ways, it runs: a `spec` that
 * one type ignores is read by another.
 */
export function keyUses(yamls: readonly string[]): KeyTable {
  const table = new Map<string, Map<string, KeyUse>>();
  const report = new Report(undefined, (what, key, use) => {
    const keys = table.get(what) ?? new Map<string, KeyUse>();
    table.set(what, keys);
    const known = keys.get(key);
    if (known === undefined || strength.indexOf(use) > strength.indexOf(known)) keys.set(key, use);
  });
  for (const yaml of yamls) readAny(yaml, report);
  return table;
}

/** The keys that stand in this file and are read: `the spec of a Wait step` to its keys. */
export function keysWritten(yaml: string): ReadonlyMap<string, ReadonlySet<string>> {
  const written = new Map<string, Set<string>>();
  const report = new Report(undefined, (what, key, use, present) => {
    const keys = written.get(what) ?? new Set<string>();
    written.set(what, keys);
    if (present && use === 'runs') keys.add(key);
  });
  readAny(yaml, report);
  return written;
}

function readAny(yaml: string, report: Report): void {
  const root = readYaml(yaml, new Report());
  if (root?.kind === 'map' && root.entries.has('template')) {
    readTemplate(yaml, report, placedIn('template'));
  } else if (root !== null) readPipeline(root, report);
}

/** The types of stages, steps and templates that are known by name and not run. */
export const refusedTypes = {
  stages: [...unsupportedStageTypes],
  steps: [...unsupportedStepTypes],
  templates: [...otherTemplateTypes],
};

export const failureActionNames: readonly string[] = ACTION_TYPES;
export const templateTypeNames: readonly string[] = Object.keys(templateTypes);
