import { FIRST_GEN_SCHEMA } from '@reprise/api/graphql';
import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  execute,
  GraphQLError,
  parse,
  validate,
} from 'graphql';
import { tooExpensive } from './cost.ts';
import { hintFor } from './hints.ts';
import { once } from './once.ts';

/** A document as a client sends it. */
export interface DocumentRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** Built with the first document: a server that is never asked does not pay for it. */
const schemaOf = once(() => buildSchema(FIRST_GEN_SCHEMA));

/** Longer documents are not even parsed. */
export const MOST_TOKENS = 2000;
const MOST_ERRORS = 20;

/** Parses, validates and weighs a document, and only then answers its fields. */
export async function answerDocument(
  { query, variables, operationName }: DocumentRequest,
  fields: object,
): Promise<ExecutionResult> {
  const schema = schemaOf();
  const document = parsed(query);
  if (document instanceof GraphQLError) return { errors: [invalid(document, null)] };
  const errors = validate(schema, document, undefined, { maxErrors: MOST_ERRORS });
  if (errors.length > 0) return { errors: errors.map((error) => invalid(error, hintFor(error))) };
  const variableValues = variables ?? {};
  const refusal = tooExpensive(schema, document, variableValues);
  if (refusal !== null) return { errors: [refusal] };
  const result = await execute({
    schema,
    document,
    rootValue: fields,
    variableValues,
    operationName: operationName ?? null,
    fieldResolver: (source, args, context, info) =>
      holdsNul(args) ? NUL : defaultFieldResolver(source, args, context, info),
  });
  const { errors: found } = result;
  if (found === undefined) return result;
  // What is at no field is wrong with the request.
  return {
    ...result,
    errors: found.map((one) => (one.path === undefined ? invalid(one, hintFor(one)) : one)),
  };
}

/** An error of the document itself, with the code that all errors have, and what to ask instead. */
const invalid = (
  { message, nodes, source, positions, path, extensions }: GraphQLError,
  hint: string | null,
) =>
  new GraphQLError(hint === null ? message : `${message} ${hint}`, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { code: 'INVALID_REQUEST', ...extensions },
  });

/** No database takes a NUL, and no client means one. */
const NUL = new GraphQLError('A text must not hold NUL.', {
  extensions: { code: 'INVALID_REQUEST' },
});

/** Without recursion: a scalar may hold whatever JSON can nest. */
function holdsNul(args: unknown): boolean {
  const left = [args];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && value.includes('\0')) return true;
    if (typeof value === 'object' && value !== null) {
      for (const one of Object.values(value)) left.push(one);
    }
  }
  return false;
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: MOST_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
