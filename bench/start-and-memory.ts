import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './measure.ts';
import { shellStepPipeline } from './pipelines.ts';
import { WHERE, withFolder } from './server.ts';
import { pause, startServerProcess } from './server-process.ts';

const STARTS = 9;

/**
 * The real server process: from its start until `/readyz` answers, and what it and its launcher hold when nothing
 * runs, after a pipeline has run. RSS counts the Node binary's shared pages once for each process, PSS once in all.
 */
export const startAndMemory = (): Promise<readonly Figure[]> => withFolder(measure);

async function measure(folder: string): Promise<readonly Figure[]> {
  const starts: number[] = [];
  const rss: number[] = [];
  const pss: number[] = [];
  for (let start = 0; start <= STARTS; start += 1) {
    const begin = performance.now();
    const server = await startServerProcess(folder);
    const took = performance.now() - begin;
    await runSomething(server.url);
    const processes = familyOf(server.pid, folder);
    if (processes.length !== 2) throw new Error(`${processes.length} processes, not 2`);
    if (start > 0) {
      starts.push(took);
      rss.push(sum(processes.map((pid) => kilobytes(pid, 'Rss') / 1_000)));
      pss.push(sum(processes.map((pid) => kilobytes(pid, 'Pss') / 1_000)));
    }
    await server.stop();
    // The launcher lingers for a while; the next server must not find it, or its start is not counted.
    while (familyOf(0, folder).length > 1) await pause(100);
  }
  return [
    { what: 'server: start to ready', unit: 'ms', samples: starts, aim: '< 500' },
    { what: 'server, delegate and launcher, idle: RSS', unit: 'MB', samples: rss, aim: '' },
    { what: 'server, delegate and launcher, idle: PSS', unit: 'MB', samples: pss, aim: '< 120' },
  ];
}

async function runSomething(url: string): Promise<void> {
  const headers = { 'content-type': 'application/yaml' };
  const body = shellStepPipeline('small');
  await fetch(`${url}/pipeline/api/pipelines/v2?${WHERE}`, { method: 'POST', headers, body });
  await fetch(`${url}/pipeline/api/pipeline/execute/small?${WHERE}`, { method: 'POST', headers });
  await pause(1_500);
}

/** The server and its launcher, which belongs to nobody but works in the data folder. */
function familyOf(server: number, folder: string): readonly number[] {
  const others = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== server)
    .filter((name) => workingFolder(name).startsWith(folder));
  return [server, ...others.map(Number)];
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(join('/proc', pid, 'cwd'));
  } catch {
    return '';
  }
}

function kilobytes(pid: number, field: 'Rss' | 'Pss'): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
