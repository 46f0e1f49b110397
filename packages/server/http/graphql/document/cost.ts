/** What a document would cost, before any of it is answered: how deep it goes, how much it may read, how often it renames. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { LARGEST_PAGE } from '../lists/paging.ts';

/** FirstGen's own limit is a depth of 10. The questions that tools ask of the schema go deeper, and read nothing. */
export const LIMITS = {
  depth: 10,
  depthOfIntrospection: 20,
  aliases: 30,
  /** A hundred executions with the artifacts of all their stages, which people ask for, cost 21,000. */
  cost: 25_000,
} as const;

/** What reads a whole execution, its chain, or the templates of a pipeline; and how many things it may show. */
const HEAVY: Readonly<Record<string, { readonly own: number; readonly times: number }>> = {
  pipelineStageExecutions: { own: 10, times: 10 },
  memberExecutions: { own: 10, times: 10 },
  resumeHistory: { own: 10, times: 10 },
  pipelineVariables: { own: 10, times: 10 },
};

interface Measure {
  readonly depth: number;
  readonly cost: number;
}
const NOTHING: Measure = { depth: 0, cost: 0 };

/** Why a valid document is refused; null when it is not. */
export function tooExpensive(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const aliases = countAliases(document);
  if (aliases > LIMITS.aliases) return exceeds('aliases', aliases, LIMITS.aliases);
  const meter = new Meter(schema, document, variables);
  for (const { depth, cost, isIntrospection } of meter.operations()) {
    const deepest = isIntrospection ? LIMITS.depthOfIntrospection : LIMITS.depth;
    if (depth > deepest) return exceeds('depth', depth, deepest);
    if (cost > LIMITS.cost) return exceeds('cost', cost, LIMITS.cost);
  }
  return null;
}

const exceeds = (what: string, found: number, limit: number): GraphQLError =>
  new GraphQLError(
    `The document has a${what === 'aliases' ? ' number of aliases' : ` ${what}`} of ${found}, and ${limit} is the limit: ask for less at once.`,
    { extensions: { code: 'INVALID_REQUEST', [what]: found, limit } },
  );

function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) count += 1;
    },
  });
  return count;
}

/** Measures each fragment once, however often it is spread: that it does not spread itself has been validated. */
class Meter {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Measure>();

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#document = document;
    this.#variables = variables;
    this.#fragments = new Map(
      document.definitions.flatMap((one) =>
        one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
      ),
    );
  }

  /** Each operation, and whether it asks of the schema alone. */
  *operations(): Iterable<Measure & { readonly isIntrospection: boolean }> {
    for (const operation of this.#document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const root = this.#schema.getRootType(operation.operation);
      const measure = this.#set(operation.selectionSet, root ?? undefined);
      const isIntrospection = operation.selectionSet.selections.every(
        (one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'),
      );
      yield { ...measure, isIntrospection };
    }
  }

  #set({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): Measure {
    let { depth, cost } = NOTHING;
    for (const selection of selections) {
      const measure =
        selection.kind === Kind.FIELD
          ? this.#field(selection, parent)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? this.#fragment(selection.name.value)
            : this.#set(
                selection.selectionSet,
                this.#typeOf(selection.typeCondition?.name.value) ?? parent,
              );
      depth = Math.max(depth, measure.depth);
      cost += measure.cost;
    }
    return { depth, cost };
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return NOTHING;
    const type = this.#typeOf(fragment.typeCondition.name.value);
    const measure = this.#set(fragment.selectionSet, type);
    this.#measured.set(name, measure);
    return measure;
  }

  #field(field: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const { name, selectionSet } = field;
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
    const { own, times } = HEAVY[name.value] ?? { own: 1, times: 1 };
    if (selectionSet === undefined) return { depth: 1, cost: own };
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    const inside = this.#set(selectionSet, type);
    const pages = definition === undefined ? 1 : this.#pageOf(field, definition);
    return { depth: inside.depth + 1, cost: own + times * pages * inside.cost };
  }

  /** How many things a list with a limit may hold. */
  #pageOf(field: FieldNode, { args }: GraphQLField<unknown, unknown>): number {
    if (!args.some(({ name }) => name === 'limit')) return 1;
    const value = field.arguments?.find(({ name }) => name.value === 'limit')?.value;
    const given =
      value?.kind === Kind.INT
        ? Number(value.value)
        : value?.kind === Kind.VARIABLE
          ? this.#variables[value.name.value]
          : undefined;
    if (typeof given !== 'number') return LARGEST_PAGE;
    return Math.min(Math.max(given, 1), LARGEST_PAGE);
  }

  #typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }
}
