import type { Position, Problem } from '@reprise/core';
import type { YamlMap, YamlNode } from './node.ts';

/** More than this nobody reads; the rest is counted. */
const mostProblems = 200;

/** What becomes of a key: it is read, it is taken without effect, or it is reported. */
export type KeyUse = 'runs' | 'accepted, no effect' | 'refused';
/** `present` says whether the file has the key. */
export type KeyObserver = (what: string, key: string, use: KeyUse, present: boolean) => void;

/** Told what readers make of each map: how the schema for editors comes about. */
export interface ShapeObserver {
  /** A reader of `what` asked for a key, present or not. */
  asked(map: YamlMap, what: string, key: string, required: boolean): void;
  /** It takes no other keys. */
  closed(map: YamlMap, what: string): void;
}

/** Collects all that is wrong with one file, so that its author can mend it in one go. */
export class Report {
  private readonly found: Problem[] = [];
  private leftOut = 0;
  private readonly file: 'inputs' | undefined;
  /** Told of every key that a reader asks for: how the table of what is supported comes about. */
  readonly seen: KeyObserver | undefined;
  readonly shapes: ShapeObserver | undefined;

  /**
   * Where it is there: expressions that stand where a value must be known before the run, with what is expected. Who set
   * it works them out and reads again; without it they are reported.
   */
  beforehand: Map<YamlNode, string> | undefined;

  /** Of the pipeline's YAML, or of the inputs' when `file` says so. */
  constructor(file?: 'inputs', seen?: KeyObserver, shapes?: ShapeObserver) {
    this.file = file;
    this.seen = seen;
    this.shapes = shapes;
  }

  /** What Harness itself would not take. */
  error(code: string, message: string, at: Position): void {
    this.add('error', code, message, at);
  }

  /** What Harness takes and this server does not run. */
  unsupported(code: string, message: string, at: Position): void {
    this.add('unsupported', code, message, at);
  }

  /** What runs, but hardly as meant. */
  warning(code: string, message: string, at: Position): void {
    this.add('warning', code, message, at);
  }

  /** Further problems are only counted: whoever would take pains to word one may save them. */
  get isFull(): boolean {
    return this.found.length >= mostProblems;
  }

  get hasErrors(): boolean {
    return this.found.some((problem) => problem.severity === 'error');
  }

  /** Adds all that another report found. */
  take(other: Report): void {
    for (const { severity, code, message, ...at } of other.found) {
      this.add(severity, code, message, at);
    }
    this.leftOut += other.leftOut;
  }

  /** All problems in the order of their places. */
  problems(): readonly Problem[] {
    const sorted = this.found.toSorted(
      (one, other) => one.line - other.line || one.column - other.column,
    );
    const last = sorted.at(-1);
    if (this.leftOut === 0 || last === undefined) return sorted;
    const message = `${this.leftOut} more problems are not listed; mend these first`;
    return [...sorted, { ...last, severity: 'error', code: 'too-many-problems', message }];
  }

  private add(severity: Problem['severity'], code: string, message: string, at: Position): void {
    if (this.isFull) {
      this.leftOut += 1;
      return;
    }
    const problem: Problem = { severity, code, message, ...at };
    this.found.push(this.file === undefined ? problem : { ...problem, file: this.file });
  }
}
