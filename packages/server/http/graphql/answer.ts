import type { GraphqlAnswer } from '@reprise/api';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { RequestContext } from '../handler.ts';
import { answerDocument, type DocumentRequest } from './document/answer-document.ts';
import { fieldsOf } from './fields.ts';
import { sessionFor } from './session.ts';

/** Answers a document with what the caller may see of it. */
export async function answer(
  useCases: UseCases,
  document: DocumentRequest,
  context: RequestContext,
  logger: Logger | undefined,
): Promise<GraphqlAnswer> {
  const result = await answerDocument(document, fieldsOf(sessionFor(useCases, context)));
  return inClientsWords(result, context, logger);
}

/** The answer as FirstGen's clients read it: a missing right stands among the messages too. */
function inClientsWords(
  { data, errors: found = [] }: ExecutionResult,
  context: RequestContext,
  logger: Logger | undefined,
): GraphqlAnswer {
  const errors = found.map((error) => presentable(error, context, logger));
  return {
    ...(data === undefined ? {} : { data: data === null ? null : { ...data } }),
    ...(errors.length === 0 ? {} : { errors: errors.map(errorShape) }),
    responseMessages: errors.flatMap(({ message, extensions }) =>
      extensions['code'] === 'FORBIDDEN'
        ? [
            {
              code: 'FORBIDDEN',
              level: 'ERROR' as const,
              message,
              exception: null,
              failureTypes: [],
            },
          ]
        : [],
    ),
    metadata: null,
    resource: null,
  };
}

/** Messages tell what was wrong, and may hold all of it: of a longer one its beginning and its end come back. */
const LONGEST_MESSAGE = 1_000;
const shortened = (message: string): string =>
  message.length > LONGEST_MESSAGE
    ? `${message.slice(0, LONGEST_MESSAGE / 2)} … ${message.slice(-LONGEST_MESSAGE / 2)}`
    : message;

const errorShape = ({ message, locations, path, extensions }: GraphQLError) => ({
  message: shortened(message),
  ...(locations === undefined ? {} : { locations: locations.map((place) => ({ ...place })) }),
  ...(path === undefined ? {} : { path: [...path] }),
  ...(Object.keys(extensions).length === 0 ? {} : { extensions: { ...extensions } }),
});

/** What broke in the server is told to its log, and to the caller only under which id it stands there. */
function presentable(
  error: GraphQLError,
  { correlationId }: RequestContext,
  logger: Logger | undefined,
): GraphQLError {
  const { originalError, nodes, path } = error;
  if (originalError === undefined || originalError instanceof GraphQLError) return error;
  logger?.error({ error: originalError, correlationId, path }, 'a field failed unexpectedly');
  const message = `Something went wrong in the server. Its log says more under ${correlationId}.`;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path ?? null,
    extensions: { code: 'INTERNAL' },
  });
}
