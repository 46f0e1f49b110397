import { setMaxListeners } from 'node:events';
import type { DelegateConnection, LeasedTask, TaskServer } from '@reprise/api/delegate';
import type { TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { untilItWorks } from './backoff.ts';
import { recordsWereLost, rememberRecords } from './boot-record.ts';
import { delegateIdOf } from './delegate-identity.ts';
import { type DelegateLog, messageOf } from './delegate-log.ts';
import { baseEnvironment } from './executors/base-environment.ts';
import type { Executors } from './executors/executor.ts';
import { standardExecutors } from './executors/registry.ts';
import { runFunction } from './function-task.ts';
import { TaskRecords } from './launcher/task-records.ts';
import type { LauncherLink } from './launcher-link.ts';
import { attachLauncher, type StartedLauncher } from './launcher-starter.ts';
import { forgetOthers } from './leftovers.ts';
import type { StoredMailServer } from './mail/mail-server.ts';
import { runProcess } from './process-task.ts';
import type { SecretSource } from './secret-source.ts';
import { type DelegateSettings, readSettings } from './settings.ts';
import { failureFrom, TaskRun, type TaskSurroundings } from './task-run.ts';
import { TaskSlots } from './task-slots.ts';
import { unlessAborted } from './unless-aborted.ts';
import { accompany } from './workspaces/accompany.ts';
import { Workspaces } from './workspaces/workspaces.ts';

export interface DelegateOptions {
  readonly server: TaskServer;
  /** Absolute path of the delegate's own folder. What it knows of its tasks is there, and nowhere else. */
  readonly workFolder: string;
  readonly name: string;
  readonly selectors: readonly string[];
  /** How many tasks run at once. */
  readonly capacity: number;
  /** The command that starts a launcher, for instance `[process.execPath, '/opt/reprise/launcher.mjs']`. */
  readonly launcher: readonly string[];
  /** A launcher that was started ahead of the delegate. */
  readonly startedLauncher?: StartedLauncher | null;
  readonly secrets: SecretSource;
  /** The mail server that is stored for a task's account; null when there is none. */
  readonly mailServer?: (task: TaskId) => Promise<StoredMailServer | null>;
  /** Executors to use instead of the standard ones. */
  readonly executors?: Partial<Executors>;
  /** Settings to use instead of those that the environment says. */
  readonly settings?: Partial<DelegateSettings>;
  /** How often the leases are prolonged. Default: 5 seconds. */
  readonly heartbeatMs?: number;
  readonly log?: DelegateLog;
}

export interface Delegate {
  /** Attaches to the launcher and the server, and goes on with what was left. Throws when either cannot be reached. */
  start(): Promise<void>;
  /** Detaches: running steps go on under the launcher, and the next delegate of this folder takes them up. */
  stop(): Promise<void>;
  /** Resolves when this delegate has no task. */
  idle(): Promise<void>;
}

const HEARTBEAT_MS = 5_000;

/** A delegate: takes tasks from a server and has each executed exactly once (I3). Does nothing before `start`. */
export const createDelegate = (options: DelegateOptions): Delegate => new LocalDelegate(options);

/** Whether the task leaves a process behind that goes on when its step has ended. */
const goesOn = ({ around: { executor } }: TaskRun): boolean =>
  executor.kind === 'process' && executor.goesOn === true;

class LocalDelegate implements Delegate {
  readonly #options: DelegateOptions;
  readonly #executors: Executors;
  readonly #environment = baseEnvironment(process.env);
  readonly #settings: DelegateSettings;
  readonly #slots: TaskSlots;
  readonly #runs = new Map<TaskId, TaskRun>();
  readonly #working = new Set<Promise<void>>();
  readonly #detached = new AbortController();
  readonly #workspaces: Workspaces;
  #attaching: Promise<LauncherLink> | null = null;
  #records: TaskRecords | null = null;
  #connecting: Promise<DelegateConnection> | null = null;
  #heart: NodeJS.Timeout | undefined;
  #tellReady: () => void = () => undefined;
  /** Resolves when the tasks may begin: what an earlier delegate left is known then. */
  readonly #ready = new Promise<void>((resolve) => {
    this.#tellReady = resolve;
  });

  constructor(options: DelegateOptions) {
    this.#options = options;
    this.#executors = { ...standardExecutors, ...options.executors };
    this.#settings = { ...readSettings(process.env), ...options.settings };
    this.#slots = new TaskSlots(options.capacity);
    this.#workspaces = new Workspaces(options.workFolder, this.#detached.signal);
    // Every task waits for it, and that is no leak.
    setMaxListeners(0, this.#detached.signal);
  }

  async start(): Promise<void> {
    const { server, workFolder, name, selectors, capacity, heartbeatMs } = this.#options;
    const delegateId = delegateIdOf(workFolder);
    const link = await this.#attached();
    const hello = { delegateId, name, selectors, capacity };
    // The server may push tasks before its answer: they find the promise of it.
    this.#connecting = Promise.resolve().then(() =>
      server.connect(hello, {
        run: (lease) => this.#take(lease),
        stop: (task, cause) => this.#runs.get(task)?.stop(cause),
        leave: (execution, left) => this.#work(this.#workspaces.leave(execution, left)),
      }),
    );
    const connection = await this.#connecting;
    this.#markLost(connection.held, link.memory);
    this.#tellReady();
    this.#heart = setInterval(() => this.#beat(connection), heartbeatMs ?? HEARTBEAT_MS);
    for (const lease of await this.#workspaces.leftRunning(connection)) this.#goOn(lease);
    const ours = [...connection.held, ...this.#runs.keys()];
    this.#work(forgetOthers(this.#known(), ours, link));
    this.#work(this.#workspaces.sweep(connection));
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart);
    this.#detached.abort(new Error('The delegate detaches.'));
    this.#tellReady();
    const link = await this.#attaching?.catch(() => null);
    link?.close();
    await Promise.allSettled(this.#working);
    const connection = await this.#connecting?.catch(() => null);
    await connection?.close();
  }

  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled(this.#working);
  }

  /** When records may have been lost, a task that we hold and that has no record may have had one (I12). */
  #markLost(held: readonly TaskId[], memory: string): void {
    const { workFolder } = this.#options;
    if (recordsWereLost(workFolder, memory))
      for (const task of held) this.#known().claimOnDisk(task);
    rememberRecords(workFolder, memory);
  }

  #take(lease: LeasedTask): void {
    const known = this.#runs.get(lease.taskId);
    if (known !== undefined) {
      known.renew(lease);
      return;
    }
    if (this.#detached.signal.aborted) return;
    this.#begin(lease, (run) => this.#carry(run));
  }

  /** Takes up a process that an earlier delegate left running, and whose step has ended. */
  #goOn(lease: LeasedTask): void {
    if (this.#runs.has(lease.taskId)) return;
    this.#begin(lease, async (run) => {
      run.look();
      await accompany(run);
      await this.#known().remove(lease.taskId, true);
    });
  }

  #begin(lease: LeasedTask, carry: (run: TaskRun) => Promise<void>): void {
    const run = new TaskRun(lease, this.#surroundings(lease));
    this.#runs.set(lease.taskId, run);
    const carried = carry(run).finally(() => this.#runs.delete(lease.taskId));
    if (goesOn(run)) this.#workspaces.hold(run, carried);
    this.#work(carried);
  }

  /** From the push of a task to the moment when nobody needs it any more. */
  async #carry(run: TaskRun): Promise<void> {
    const outcome = await this.#outcome(run);
    const { taskId, token } = run.lease;
    const answer = await untilItWorks(
      async () => (await this.#connection()).report(taskId, token, outcome),
      this.#detached.signal,
      (error) => run.around.warn('The result could not be reported; it is tried again.', error),
    );
    if (answer === 'refused') {
      const facts = { taskId, status: outcome.status };
      this.#options.log?.('warn', 'The server refused the result: it came too late.', facts);
      run.stop('abort');
    }
    if (goesOn(run) && outcome.status === 'Success') await accompany(run);
    await this.#known().remove(taskId, run.resumed || goesOn(run) || run.pump.size > 0);
  }

  async #outcome(run: TaskRun): Promise<TaskOutcome> {
    const { executor } = run.around;
    await this.#ready;
    this.#detached.signal.throwIfAborted();
    run.look();
    // What was started before this delegate came has its place already.
    if (!run.resumed) await unlessAborted(this.#slots.take(), this.#detached.signal);
    try {
      const work =
        executor.kind === 'process' ? runProcess(run, executor) : runFunction(run, executor);
      return await unlessAborted(work, this.#detached.signal);
    } catch (error) {
      this.#detached.signal.throwIfAborted();
      return { status: 'Failed', failure: failureFrom('The delegate failed', error) };
    } finally {
      if (!run.resumed) this.#slots.give();
    }
  }

  #surroundings({ taskId, task }: LeasedTask): TaskSurroundings {
    const { workFolder, secrets, log, mailServer } = this.#options;
    return {
      executor: this.#executors[task.type],
      context: {
        taskId,
        workFolder,
        secrets: { get: (reference) => secrets.get(reference, taskId) },
        environment: this.#environment,
        settings: this.#settings,
        ...(mailServer === undefined ? {} : { mailServer: () => mailServer(taskId) }),
      },
      connection: () => this.#connection(),
      records: () => this.#known(),
      keepSecret: (value) =>
        untilItWorks(
          () => secrets.keep(value, taskId),
          this.#detached.signal,
          (error) =>
            log?.('warn', 'A secret output could not be kept; it is tried again.', {
              taskId,
              error: messageOf(error),
            }),
        ),
      link: () =>
        untilItWorks(
          () => this.#attached(),
          this.#detached.signal,
          (error) => log?.('error', messageOf(error), { taskId }),
        ),
      detached: this.#detached.signal,
      warn: (message, error) => log?.('warn', message, { taskId, error: messageOf(error) }),
    };
  }

  #connection(): Promise<DelegateConnection> {
    return this.#connecting ?? Promise.reject(new Error('The delegate is not connected.'));
  }

  #known(): TaskRecords {
    if (this.#records === null) throw new Error('The delegate is not attached to a launcher.');
    return this.#records;
  }

  /** The living link to the launcher; a lost one is replaced, unless another delegate has taken the launcher over. */
  async #attached(): Promise<LauncherLink> {
    for (;;) {
      this.#detached.signal.throwIfAborted();
      this.#attaching ??= this.#attach();
      const attaching = this.#attaching;
      const link = await attaching.catch((error: unknown) => {
        this.#attaching = null;
        throw error;
      });
      if (link.loss === null) return link;
      if (link.loss === 'superseded') throw new Error('Another delegate has taken over.');
      if (this.#attaching === attaching) this.#attaching = null;
    }
  }

  async #attach(): Promise<LauncherLink> {
    const { workFolder, launcher, startedLauncher = null, log } = this.#options;
    const link = await attachLauncher({
      workFolder,
      command: launcher,
      environment: this.#environment,
      started: startedLauncher,
      signal: this.#detached.signal,
    });
    this.#records = new TaskRecords(workFolder, link.memory);
    void link.lost.then((loss) => {
      if (loss !== 'superseded') return;
      log?.('error', 'Another delegate works in this folder now: this one withdraws.', {});
      void this.stop();
    });
    return link;
  }

  #beat(connection: DelegateConnection): void {
    connection.heartbeat().catch((error: unknown) => {
      this.#options.log?.('warn', 'The server could not be reached.', { error: messageOf(error) });
    });
  }

  #work(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => {
        if (this.#detached.signal.aborted) return;
        this.#options.log?.('error', 'The delegate failed.', { error: messageOf(error) });
      })
      .finally(() => this.#working.delete(watched));
    this.#working.add(watched);
  }
}
