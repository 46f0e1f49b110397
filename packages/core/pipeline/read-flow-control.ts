import { fieldsOf, listOf, type Reader } from '../yaml/index.ts';
import type { Barrier } from './model.ts';
import { readNamed } from './read-common.ts';

/** `flowControl` of a pipeline: the barriers that it has. */
export const flowControl: Reader<readonly Barrier[]> = (node, report) => {
  const fields = fieldsOf(node, 'the flow control of a pipeline', report);
  const barriers = fields?.optional('barriers', listOf(barrier));
  fields?.end();
  return barriers;
};

const barrier: Reader<Barrier> = (node, report) => {
  const fields = fieldsOf(node, 'a barrier', report);
  const named = fields && readNamed(fields);
  fields?.end();
  return named;
};
