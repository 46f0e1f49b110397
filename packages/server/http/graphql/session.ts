import type { Result } from '@reprise/core';
import { GraphQLError } from 'graphql';
import type { Caller, Refused, UseCases } from '../../use-cases/index.ts';
import { type InTurn, turns } from './turns.ts';
import { inFirstGenWords } from './words.ts';

/** On whose behalf the fields of one document are answered, and by what. */
export interface Session {
  readonly useCases: UseCases;
  readonly caller: Caller;
  /** The account that the request names, wherever it names it. */
  readonly accountId: string | undefined;
  /** Where this server is, as the request sees it. */
  readonly origin: string;
  /** For what reads whole executions: they are large, and a list of them must not push all others out of memory. */
  readonly inTurn: InTurn;
}

/** Everything that one document asks is asked in one session. */
export const sessionFor = (
  useCases: UseCases,
  { caller, accountId, origin }: Pick<Session, 'caller' | 'accountId' | 'origin'>,
): Session => ({ useCases, caller, accountId, origin, inTurn: turns() });

/** An object with the fields that the schema names, some of them worked out when they are asked for. */
export type Shape = Readonly<Record<string, unknown>>;

/** What a field answers: a refusal is the field's error, and leaves the other fields alone. */
export type Shown<Value> = Value | GraphQLError;

/** The value of a use case's answer as the schema has it; a refusal as an error of the field. */
export const shown = <Value, As>(
  answer: Result<Value, Refused>,
  show: (value: Value) => As,
): Shown<As> => (answer.ok ? show(answer.value) : refusalError(answer.error));

/** A refusal as the error of a field, in FirstGen's words, with the code and the facts for programs. */
export function refusalError(refused: Refused): GraphQLError {
  const { code, facts } = refused;
  return new GraphQLError(inFirstGenWords(refused), { extensions: { ...facts, code } });
}
