import type { Permission } from '@reprise/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const forbidden = new Set<Permission>();

let bench: ApiBench;
beforeEach(async () => {
  forbidden.clear();
  const rights = {
    allows: async (_: unknown, permission: Permission) => !forbidden.has(permission),
  };
  bench = await openApiBench({ rights });
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

const path = { org: 'default', project: 'default_project', pipeline: 'shipping' };
const OTHER = SHIPPING.replace('identifier: lint', 'identifier: tidy');
const run = (yaml: string, query = {}) =>
  bench.client.v1ExecuteDynamic({ path, query, body: { yaml } });

it('runs the YAML of the request, and leaves the stored pipeline as it is', async () => {
  const begun = granted(await run(OTHER, { notes: 'try this' }));
  expect(begun.explanation).toContain('came with the request');
  await bench.settle();
  const execution = begun.execution_details.execution_id;
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  expect(data.pipelineExecutionSummary).toMatchObject({ status: 'Success', notes: 'try this' });
  const stages = Object.values(data.pipelineExecutionSummary.layoutNodeMap);
  expect(stages.map(({ nodeIdentifier }) => nodeIdentifier)).toContain('tidy');
  const stored = await bench.client.v1GetPipeline({ path });
  expect(granted(stored).pipeline_yaml).toBe(SHIPPING);
});

it('is retried with what it ran', async () => {
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const planExecutionId = granted(await run(OTHER)).execution_details.execution_id;
  await bench.settle();
  const query = { planExecutionId, retryStages: ['ship'] };
  const retried = await bench.client.retryExecution({
    path: { pipeline: 'shipping' },
    query,
    body: '',
  });
  const { planExecutionId: execution } = granted(retried).data;
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  const stages = Object.values(data.pipelineExecutionSummary.layoutNodeMap);
  expect(stages.map(({ nodeIdentifier }) => nodeIdentifier)).toContain('tidy');
});

it('is begun once under an idempotency key', async () => {
  const query = { idempotency_key: 'k' };
  const [first, second] = [granted(await run(OTHER, query)), granted(await run(OTHER, query))];
  expect(second.execution_details.execution_id).toBe(first.execution_details.execution_id);
  expect(denied(await run(SHIPPING, query)).code).toBe('IDEMPOTENCY_KEY_REUSED');
});

it('is refused to whom may not edit the pipeline, and for YAML of another one or of none', async () => {
  expect(denied(await run(OTHER.replace(': shipping', ': other'))).code).toBe(
    'IDENTIFIER_MISMATCH',
  );
  expect(denied(await run('pipeline: {}')).code).toBe('INVALID_PIPELINE');
  expect(denied(await run('')).code).toBe('INVALID_PIPELINE');
  forbidden.add('core_pipeline_edit');
  expect(denied(await run(OTHER)).code).toBe('FORBIDDEN');
});
