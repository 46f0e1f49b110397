import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsFolder } from './memory-folder.ts';
import type { ProcessResult } from './protocol.ts';
import { fileNameOf, loginFolder, TaskRecords, tasksFolder } from './task-records.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-records-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let work: string;
let memory: string;
let records: TaskRecords;
beforeEach(() => {
  work = mkdtempSync(join(base, 'work-'));
  memory = mkdtempSync(join(base, 'memory-'));
  mkdirSync(tasksFolder(work));
  mkdirSync(recordsFolder(memory));
  records = new TaskRecords(work, memory);
});

const NAME = fileNameOf('task');
const STARTED = { taskId: 'task', token: 't', leader: { pid: 77, startTime: '5' } };
const RESULT: ProcessResult = {
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:01.000Z',
  exitCode: 0,
  signal: null,
  stop: null,
  startError: null,
  captured: null,
  captureExceeded: false,
  lastError: null,
  logSize: 0,
  logError: null,
};

/** A task that was claimed, started and has ended. */
function ended(): void {
  const open = records.claim('task');
  open?.started(STARTED);
  open?.ended(RESULT);
}

describe('the record of a task', () => {
  it('is made once, wherever the first one is', () => {
    expect(records.claim('task')).not.toBe(null);
    expect(records.claim('task')).toBe(null);
    expect(records.claimOnDisk('task')).toBe(false);
    expect(records.claimOnDisk('other')).toBe(true);
    expect(records.claim('other')).toBe(null);
  });

  it('tells the process as soon as it is known, and then the result', () => {
    const open = records.claim('task');
    expect(records.read(NAME)).toEqual({ started: null, result: null });
    open?.started(STARTED);
    expect(records.read(NAME)).toEqual({ started: STARTED, result: null });
    open?.ended(RESULT);
    expect(records.read(NAME)).toEqual({ started: STARTED, result: RESULT });
  });

  it('says nothing of a result that was not written to its end', () => {
    ended();
    const file = join(recordsFolder(memory), `${NAME}.json`);
    truncateSync(file, statSync(file).size - 9);
    expect(records.read(NAME)).toEqual({ started: STARTED, result: null });
  });

  it('says the same after it was moved to the disk, and is only there', () => {
    ended();
    records.moveToDisk(new Set());
    expect(readdirSync(recordsFolder(memory))).toEqual([]);
    expect(records.read(NAME)).toEqual({ started: STARTED, result: RESULT });
    expect(records.has('task')).toBe(true);
  });

  it('stays in memory while its task runs', () => {
    ended();
    records.moveToDisk(new Set([NAME]));
    expect(readdirSync(tasksFolder(work))).toEqual([]);
  });

  it('of a result that nobody heard reaches the disk even if the memory was cleared', () => {
    const open = records.claim('task');
    rmSync(memory, { recursive: true });
    open?.ended(RESULT);
    open?.moveToDisk(RESULT);
    expect(records.read(NAME)).toEqual({ started: null, result: RESULT });
  });

  it('is gone from either place when it is removed', async () => {
    ended();
    await records.remove('task', false);
    expect(records.has('task')).toBe(false);
    ended();
    records.moveToDisk(new Set());
    await records.remove('task', false);
    expect(records.names()).toEqual([]);
  });

  it('takes a login with it that its process has left, also where there is no record any more', async () => {
    const login = loginFolder(work, 'task');
    mkdirSync(login);
    writeFileSync(join(login, 'config.json'), '{}');
    expect(records.names()).toEqual([NAME]);
    await records.removeAll(NAME);
    expect(existsSync(login)).toBe(false);
  });
});
