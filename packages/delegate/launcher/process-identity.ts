import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same number: its start time is in the system's own words
 * (on Linux clock ticks since boot), or null where the system does not tell.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string | null;
}

/** The environment variable that every step's processes inherit, with the task's id. */
export const TASK_VARIABLE = 'REPRISE_TASK';

export const identityOf = (pid: number): ProcessIdentity => ({ pid, startTime: startTimeOf(pid) });

/** Whether that very process is alive. A process that has ended and was not waited for is not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const startTime = startTimeOf(identity.pid);
  return startTime !== null && startTime === identity.startTime;
}

/**
 * Kills what is left of the process group that `leader` led, and what has escaped from it, for the case that nobody
 * supervises it any more. A group whose leader is gone is only touched when a member carries the task's id in its
 * environment.
 */
export function killGroup(leader: ProcessIdentity, taskId: string): void {
  const ours = isAlive(leader) || groupMembers(leader.pid).some((pid) => carries(pid, taskId));
  if (ours) signalGroup(leader.pid, 'SIGKILL');
  signalAll(escapedFrom(leader.pid, taskId), 'SIGKILL');
}

/**
 * The processes of a task that have left the process group of its leader, by a session of their own. They are known by
 * the task's id in their environment: one that has thrown that away is not found, nor is any where there is no /proc.
 */
export function escapedFrom(group: number, taskId: string): readonly ProcessIdentity[] {
  return allProcesses()
    .filter((pid) => carries(pid, taskId) && procStat(pid)?.group !== group)
    .map(identityOf);
}

/** Sends the signal to each of them that is still the same process. */
export function signalAll(processes: readonly ProcessIdentity[], signal: NodeJS.Signals): void {
  for (const each of processes.filter(isAlive)) {
    try {
      process.kill(each.pid, signal);
    } catch {
      // It has ended in between, which is what was wanted.
    }
  }
}

/** Sends the signal to every member of the group; answers whether there is one. Signal 0 only asks. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Whether any member of the group still lives. One that has ended but was not waited for does not. */
export function groupLives(pid: number): boolean {
  if (!signalGroup(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  return groupMembers(pid).some((member) => procStat(member)?.state !== 'Z');
}

interface ProcStat {
  readonly state: string;
  readonly group: number;
  readonly startTime: string;
}

/** Fields of /proc/<pid>/stat; the name in parentheses before them may hold anything, parentheses and spaces too. */
function procStat(pid: number): ProcStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return null;
  }
}

function startTimeOf(pid: number): string | null {
  if (process.platform !== 'linux') return startTimeByPs(pid);
  const stat = procStat(pid);
  return stat === null || stat.state === 'Z' ? null : stat.startTime;
}

function startTimeByPs(pid: number): string | null {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return text.trim() === '' ? null : text.trim();
  } catch {
    return null;
  }
}

const groupMembers = (group: number): readonly number[] =>
  allProcesses().filter((pid) => procStat(pid)?.group === group);

/** Those of the whole machine, as far as it tells. */
function allProcesses(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').map(Number).filter(Number.isSafeInteger);
}

function carries(pid: number, taskId: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.includes(`${TASK_VARIABLE}=${taskId}`);
  } catch {
    return false;
  }
}
