import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import {
  addition,
  creation,
  executionNamed,
  later,
  NODE,
  NOW,
  openApproval,
  row,
  SCOPE,
  taskOf,
} from './testing/examples.ts';

/** Approvals open and close with the events of their execution. */
export function approvalStoreContract(current: () => Store): void {
  const open = (name: string, attempt = 1) =>
    current().executions.append(creation(name, { effects: [openApproval(name, attempt)] }));
  const close = (name: string, expectedVersion: number, status: 'APPROVED' | 'ABORTED') =>
    current().executions.append(
      addition(name, expectedVersion, {
        at: later(expectedVersion * 500),
        effects: [{ type: 'CloseApproval', taskId: taskOf(name), status }],
      }),
    );

  test('an approval that is opened waits, and is found by its task', async () => {
    await open('e1');
    expect(await current().approvals.get(taskOf('e1'))).toEqual({
      taskId: taskOf('e1'),
      executionId: 'e1',
      node: NODE,
      approval: openApproval('e1').approval,
      status: 'WAITING',
      createdAt: NOW,
      updatedAt: NOW,
      deadline: later(60_000),
    });
    expect(await current().approvals.get(taskOf('e2'))).toBeNull();
  });

  test('an approval may have no deadline', async () => {
    const { deadline: _, ...endless } = openApproval('e1');
    await current().executions.append(creation('e1', { effects: [endless] }));
    expect((await current().approvals.get(taskOf('e1')))?.deadline).toBeNull();
  });

  test('an approval that is closed keeps how it ended and when, whatever comes later', async () => {
    await open('e1');
    await close('e1', 1, 'APPROVED');
    await close('e1', 2, 'ABORTED');
    expect(await current().approvals.get(taskOf('e1'))).toMatchObject({
      status: 'APPROVED',
      createdAt: NOW,
      updatedAt: later(500),
    });
  });

  test('opening an approval a second time is harmless (I3)', async () => {
    await open('e1');
    await close('e1', 1, 'APPROVED');
    await current().executions.append(addition('e1', 2, { effects: [openApproval('e1')] }));
    expect((await current().approvals.get(taskOf('e1')))?.status).toBe('APPROVED');
  });

  test('the approvals of an execution are its own, oldest first', async () => {
    await open('e1', 2);
    await open('e2');
    await current().executions.append(addition('e1', 1, { effects: [openApproval('e1', 1)] }));
    const approvals = await current().approvals.ofExecution(executionNamed('e1'));
    expect(approvals.map(({ taskId }) => taskId)).toEqual([taskOf('e1', 2), taskOf('e1', 1)]);
    expect(await current().approvals.ofExecution(executionNamed('nobody'))).toEqual([]);
  });

  test('the approvals that wait in a pipeline, or in a project, are those of its unfinished executions, oldest first', async () => {
    for (const name of ['e1', 'e2', 'e3', 'e4', 'e5']) await open(name);
    const elsewhere = creation('e6', {
      effects: [openApproval('e6')],
      row: row('e6', { pipelineId: 'other' }),
    });
    await current().executions.append(elsewhere);
    await close('e2', 1, 'ABORTED');
    await current().executions.append(
      addition('e3', 1, { row: row('e3', { status: 'Aborted', endedAt: later(1) }) }),
    );
    await current().executions.quarantine(executionNamed('e4'), 'as a test has it');
    const waiting = async (pipelineId?: string, scope = SCOPE) =>
      (await current().approvals.waitingIn(scope, pipelineId)).map((each) => each.taskId);
    expect(await waiting(row('e1').pipelineId)).toEqual([taskOf('e1'), taskOf('e5')]);
    expect(await waiting('other')).toEqual([taskOf('e6')]);
    expect(await waiting()).toEqual([taskOf('e1'), taskOf('e5'), taskOf('e6')]);
    expect(await waiting('other', { ...SCOPE, orgId: 'elsewhere' })).toEqual([]);
    expect(await waiting(undefined, { ...SCOPE, orgId: 'elsewhere' })).toEqual([]);
  });
}
