import type { FinalAction, Pipeline } from '@reprise/core/pipeline';
import { Course } from './course.ts';
import { type Item, stageItems } from './elements.ts';
import { Ground } from './ground.ts';
import type { Live } from './moments.ts';
import { haltIn } from './scope.ts';
import { keysIn, scriptOf } from './scripts.ts';
import type { End, Outcome, Status } from './words.ts';

/**
 * The semantics of pipelines, as plain recursion and without a thought for speed: what the engine is compared with. It is
 * told what happens in the world by the methods below, and says what has ended, what runs and what was asked for.
 */
export class ModelExecution {
  readonly pipeline: Pipeline;
  readonly ground: Ground;
  readonly stages: readonly Item[];
  readonly #course: Course;

  constructor(
    pipeline: Pipeline,
    execution: string,
    now: number,
    reused: ReadonlyMap<string, End> = new Map(),
  ) {
    this.pipeline = pipeline;
    this.stages = stageItems(pipeline);
    const known = new Set(this.stages.flatMap(keysIn));
    this.ground = new Ground(execution, (step) => scriptOf(step, known, this.ground.ends));
    this.ground.now = now;
    for (const [key, end] of reused) this.ground.ends.set(key, end);
    this.#course = new Course(this.ground, this.stages, pipeline.timeout);
    this.#course.settle();
  }

  /** Null while it runs. */
  get status(): Status | null {
    return this.ground.ends.get('pipeline')?.status ?? null;
  }

  taken(key: string): void {
    this.ground.taken(this.#liveAt(key));
  }

  /** `Stopped` of a step that nobody asked to stop is a failure; of another it is what was asked. */
  reported(key: string, outcome: Outcome | 'Stopped' | 'Lost'): void {
    const live = this.#liveAt(key);
    if (typeof outcome !== 'string') this.ground.taskOver(live, outcome);
    else if (live.phase === 'stopping') this.ground.stopConfirmed(live);
    else this.ground.taskOver(live, { status: 'Failed', types: ['DelegateRestart'] });
    this.#course.settle();
  }

  /** The pipeline that a chained stage runs has ended. An abort of it is somebody's will. */
  childEnded(key: string, outcome: Outcome): void {
    const live = this.#liveAt(key);
    if (outcome.status === 'Aborted') this.ground.end(key, outcome, { attempts: live.attempt });
    else this.ground.over(live, outcome);
    this.#course.settle();
  }

  approved(key: string): void {
    const live = this.#liveAt(key);
    live.approvals += 1;
    const { spec } = live.step;
    const wanted = spec.type === 'HarnessApproval' ? spec.minimumCount : 0;
    if (live.approvals >= wanted) this.ground.over(live, { status: 'Success' });
    this.#course.settle();
  }

  rejected(key: string): void {
    this.ground.over(this.#liveAt(key), {
      status: 'ApprovalRejected',
      types: ['ApprovalRejection'],
    });
    this.#course.settle();
  }

  decided(key: string, choice: FinalAction | 'Retry'): void {
    this.ground.decide(this.#liveAt(key), choice);
    this.#course.settle();
  }

  /** Whether there is anything to mark there; if so it is. */
  marked(key: string): boolean {
    const live = this.ground.live.get(key);
    const scope = this.ground.scopes.get(key);
    if (live === undefined && scope === undefined) return false;
    const halted =
      live !== undefined
        ? this.ground.isHalted(live.scope)
        : this.ground.aborted || haltIn(scope ?? null, { spared: true }) !== null;
    if (halted) return false;
    this.ground.mark(key);
    this.#course.settle();
    return true;
  }

  aborted(): void {
    this.ground.abort();
    this.#course.settle();
  }

  paused(): void {
    this.ground.paused = true;
  }

  resumed(): void {
    this.ground.resume();
    this.#course.settle();
  }

  /** Somebody says that the time of the pipeline has run out. */
  expired(): void {
    const scope = this.ground.scopes.get('pipeline');
    if (scope === undefined || scope.late) return;
    this.ground.expire(scope);
    this.#course.settle();
  }

  passed(now: number): void {
    this.ground.pass(now);
    this.#course.settle();
  }

  #liveAt(key: string): Live {
    const live = this.ground.live.get(key);
    if (live === undefined) throw new Error(`the model has no live step ${key}`);
    return live;
  }
}
