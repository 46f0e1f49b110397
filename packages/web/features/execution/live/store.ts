import type { NodeOutline, OutlineMessage } from '@reprise/api';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ServerProblem } from '../../../api/server-problem.ts';
import { type ExecutionModel, NOTHING_YET, receive } from './model.ts';

/** Holds the model of one execution, so that only what shows a changed part of it is drawn again. */
export class ExecutionStore {
  #model = NOTHING_YET;
  #refusal: ServerProblem | null = null;
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };
  readonly model = (): ExecutionModel => this.#model;
  /** Why the server tells nothing of it; null unless it refused. */
  readonly refusal = (): ServerProblem | null => this.#refusal;

  readonly receive = (message: OutlineMessage): void => {
    this.#model = receive(this.#model, message);
    this.#tell();
  };
  readonly refuse = (refusal: ServerProblem): void => {
    this.#refusal = refusal;
    this.#tell();
  };

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** What all parts of one execution's page know. */
export interface ExecutionContext {
  readonly org: string;
  readonly project: string;
  readonly execution: string;
  readonly store: ExecutionStore;
}

const Context = createContext<ExecutionContext | null>(null);
export const ExecutionProvider = Context.Provider;

export function useExecution(): ExecutionContext {
  const context = useContext(Context);
  if (context === null) throw new Error('only parts of an execution page may ask for it');
  return context;
}

/** A part of the model; whoever asks is drawn again when that part is another. */
export function useModel<Part>(part: (model: ExecutionModel) => Part): Part {
  const { store } = useExecution();
  return useSyncExternalStore(store.watch, () => part(store.model()));
}

export const useNode = (key: string | null): NodeOutline | undefined =>
  useModel(({ nodes }) => (key === null ? undefined : nodes.get(key)));
