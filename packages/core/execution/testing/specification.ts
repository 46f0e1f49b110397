import type { Command, Status, TaskEffect } from '@reprise/core/execution';
import type { Pipeline } from '@reprise/core/pipeline';
import { expect } from 'vitest';
import { Run } from './run.ts';

/** One thing that is done to an execution. */
export type Deed = (run: Run) => void;

/** What holds after a deed. `happened`: its events, one line each; `effects`: `StartTask compile`. */
export interface Expectation {
  readonly happened?: readonly string[];
  readonly effects?: readonly string[];
  readonly statuses?: Readonly<Record<string, Status>>;
}

/** Given a pipeline that was started, when something is done, this comes of it. */
export const given = (pipeline: Pipeline): Specification => new Specification(Run.start(pipeline));

/** The same of an execution that exists already, a retry for one. */
export const givenRun = (run: Run): Specification => new Specification(run);

export class Specification {
  readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  when(...deeds: readonly Deed[]): this {
    for (const deed of deeds) deed(this.run);
    return this;
  }

  gives({ happened, effects, statuses = {} }: Expectation): this {
    if (happened !== undefined) expect(this.run.happened()).toEqual(happened);
    if (effects !== undefined) expect(effectsOf(this.run)).toEqual(effects);
    const found = Object.keys(statuses).map((name) => [name, this.run.status(name)]);
    expect(Object.fromEntries(found)).toEqual(statuses);
    return this;
  }

  refuses(command: Command, code: string): this {
    expect(this.run.refusal(command).code).toBe(code);
    return this;
  }
}

function effectsOf(run: Run): readonly string[] {
  const types: readonly TaskEffect['type'][] = [
    'StartTask',
    'StopTask',
    'OpenApproval',
    'CloseApproval',
    'StartChild',
    'StopChild',
    'AcquireResource',
    'ReleaseResource',
  ];
  return types.flatMap((type) => run.tasks(type).map((name) => `${type} ${name}`));
}

export const succeeds =
  (step: string, outputs: Readonly<Record<string, string>> = {}): Deed =>
  (run) =>
    run.succeed(step, outputs);
export const fails =
  (step: string): Deed =>
  (run) =>
    run.fail(step);
export const isTaken =
  (step: string): Deed =>
  (run) =>
    run.take(step);
export const isStopped =
  (step: string): Deed =>
  (run) =>
    run.report(step, { status: 'Stopped', message: 'ended by TERM' });
export const isAborted: Deed = (run) => run.abort();
export const passes =
  (length: number): Deed =>
  (run) =>
    run.pass(length);
export const isPaused: Deed = (run) => run.pause();
export const isResumed: Deed = (run) => run.resume();
