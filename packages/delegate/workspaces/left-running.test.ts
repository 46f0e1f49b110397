import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asLeaseToken, asTaskId } from '@reprise/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BackgroundNotes } from './background-notes.ts';
import { Workspaces } from './workspaces.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-notes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const taskOf = (stage: string) => asTaskId(`execution/pipeline.stages.${stage}.steps.serve/1`);

it('of what an earlier delegate noted, neither what the server sends itself nor what is over is taken up', async () => {
  const notes = new BackgroundNotes(folder);
  for (const stage of ['sent', 'over', 'wanted']) {
    notes.add({ taskId: taskOf(stage), token: asLeaseToken('token'), workspace: stage });
  }
  const left = await new Workspaces(folder, new AbortController().signal).leftRunning({
    held: [taskOf('sent')],
    isOver: (_, workspace) => Promise.resolve(workspace === 'over'),
  });
  expect(left).toMatchObject([{ taskId: taskOf('wanted'), task: { workspace: 'wanted' } }]);
  const kept = notes.all().map(({ taskId }) => taskId);
  expect(new Set(kept)).toEqual(new Set([taskOf('sent'), taskOf('wanted')]));
});
