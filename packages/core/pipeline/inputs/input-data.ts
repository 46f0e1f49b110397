import type { Json } from '@reprise/core';
import { Report, readYaml, toJson } from '../../yaml/index.ts';

/** Inputs as plain data: what `<+inputSet>` is worth. An empty object when there are none. */
export function inputData(inputsYaml: string): Json {
  const root = inputsYaml.trim() === '' ? null : readYaml(inputsYaml, new Report('inputs'));
  return root === null ? {} : toJson(root);
}
