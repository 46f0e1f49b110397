/**
 * What the suite asks of a system: one pipeline, its executions, and the world around them. Whoever wants their own system
 * scored writes one of these in a module of their own, and changes nothing here. See README.md.
 */
export interface Adapter {
  readonly name: string;
  /** A fresh system with this pipeline, as YAML, those that its stages run, and nothing else. */
  open(pipelineYaml: string, others: readonly string[]): Promise<System>;
}

export interface System {
  /** Runs the pipeline, or these stages of it, until nothing moves any more without people or time. Answers the execution's name. */
  run(world: World, stages: readonly string[] | null): Promise<string>;
  /** Runs it again from the start: as it is stored now, or as that execution ran it. */
  rerun(execution: string, original: boolean, world: World): Promise<string>;
  /** What a retry would do. Nothing happens. */
  plan(execution: string, request: RetryRequest): Promise<Plan | Refused>;
  retry(execution: string, request: RetryRequest, world: World): Promise<Begun | Refused>;
  /** People do something, or time passes; returns when nothing moves any more. */
  happen(execution: string, event: Happening): Promise<void>;
  look(execution: string): Promise<Observed>;
  close(): Promise<void>;
}

/** How each try of a step ends. Steps are named as in `ran`. */
export type World = (step: string, attempt: number) => Ending;

/** `hang`: it goes on until it is stopped. */
export type Ending =
  | 'Success'
  | 'Failed'
  | 'hang'
  | { readonly outputs: Readonly<Record<string, string>> };

export interface RetryRequest {
  /** Identifiers of stages. */
  readonly from: readonly string[];
  /** Of a parallel group, only what did not end well. */
  readonly onlyFailed: boolean;
}

export interface Refused {
  readonly refused: string;
}

export interface Begun {
  readonly execution: string;
}

/** Stages by identifier; instances of looped stages by name: `build (linux)`. */
export interface Plan {
  readonly reuse: readonly string[];
  readonly run: readonly string[];
}

export type Happening =
  | { readonly abort: true }
  | { readonly approve: string }
  | { readonly reject: string }
  | { readonly pass: string }
  | { readonly change: string }
  | { readonly delete: true };

export interface Observed {
  readonly status: string;
  /** By identifier, of stages and groups that began; instances of looped stages by name. */
  readonly statuses: Readonly<Record<string, string>>;
  /** The steps that this execution ran: `compile`, in an instance of a looped stage `build (linux)/compile`. */
  readonly ran: readonly string[];
  /** The stages and instances that it did not run. */
  readonly reused: readonly string[];
  /** What the scripts came to that it ran. */
  readonly scripts: Readonly<Record<string, string>>;
}
