import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asNodeKey } from '@reprise/core';
import type { ExecutionContext } from './store.ts';

/** The name of a node at the API. */
export const nodeIdOf = ({ execution }: Pick<ExecutionContext, 'execution'>, key: string): string =>
  nodeExecutionIdOf(asExecutionId(execution), asNodeKey(key));
