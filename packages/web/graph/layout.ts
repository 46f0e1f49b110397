/** Where the nodes of a graph are drawn: in columns from left to right, each after all that it waits for. */

export interface GraphNode {
  readonly id: string;
  /** The nodes that come before it. Unknown ones count for nothing. */
  readonly after: readonly string[];
}

export interface Placed {
  readonly id: string;
  readonly column: number;
  /** From the top of its column. */
  readonly row: number;
}

export interface Edge {
  readonly from: Placed;
  readonly to: Placed;
}

export interface GraphLayout {
  /** The nodes of each column, from the top. */
  readonly columns: readonly (readonly Placed[])[];
  readonly byId: ReadonlyMap<string, Placed>;
  readonly edges: readonly Edge[];
  /** Nodes in the fullest column. */
  readonly rows: number;
}

/** Lays out nodes that are given in the order of the pipeline: each stands after what it depends on. */
export function layoutGraph(nodes: readonly GraphNode[]): GraphLayout {
  const columns = columnsOf(nodes);
  const ordered = isLadder(columns) ? columns : swept(columns);
  const byId = new Map<string, Placed>();
  let rows = 0;
  const placed = ordered.map((column, at) => {
    rows = Math.max(rows, column.length);
    return column.map(({ id }, row) => {
      const place: Placed = { id, column: at, row };
      byId.set(id, place);
      return place;
    });
  });
  const edges = edgesBetween(nodes, byId);
  return { columns: placed, byId, edges: rows < 2 ? edges : thinned(edges, placed), rows };
}

function edgesBetween(
  nodes: readonly GraphNode[],
  byId: ReadonlyMap<string, Placed>,
): readonly Edge[] {
  const edges: Edge[] = [];
  for (const { id, after } of nodes) {
    const to = byId.get(id);
    for (const before of after) {
      const from = byId.get(before);
      if (from !== undefined && to !== undefined) edges.push({ from, to });
    }
  }
  return edges;
}

/** Each node in the column after the last one that it waits for. */
function columnsOf(nodes: readonly GraphNode[]): readonly (readonly GraphNode[])[] {
  const column = new Map<string, number>();
  const columns: GraphNode[][] = [];
  for (const node of nodes) {
    let at = 0;
    for (const before of node.after) at = Math.max(at, (column.get(before) ?? -1) + 1);
    column.set(node.id, at);
    const place = columns[at];
    if (place === undefined) columns[at] = [node];
    else place.push(node);
  }
  return columns;
}

/** Whether each node waits for exactly the column before it: then no order makes fewer crossings than the given one. */
const isLadder = (columns: readonly (readonly GraphNode[])[]): boolean =>
  columns.every((column, at) => {
    const before = columns[at - 1]?.length ?? 0;
    return column.every(({ after }) => after.length === before);
  });

/** Two sweeps by barycentre, there and back: nodes come to stand beside what they are connected with. */
function swept(columns: readonly (readonly GraphNode[])[]): readonly (readonly GraphNode[])[] {
  const followers = new Map<string, string[]>();
  for (const { id, after } of columns.flat()) {
    for (const before of after) followers.set(before, [...(followers.get(before) ?? []), id]);
  }
  const there = ordering(columns, ({ after }) => after);
  const back = ordering(there.toReversed(), ({ id }) => followers.get(id) ?? []);
  return back.toReversed();
}

function ordering(
  columns: readonly (readonly GraphNode[])[],
  neighbours: (node: GraphNode) => readonly string[],
): readonly (readonly GraphNode[])[] {
  const place = new Map<string, number>();
  return columns.map((column) => {
    const weighed = column.map((node, at) => {
      const places = neighbours(node).flatMap((id) => place.get(id) ?? []);
      const mean = places.reduce((sum, each) => sum + each, 0) / places.length;
      return { node, weight: places.length === 0 ? (at + 0.5) / column.length : mean };
    });
    const sorted = weighed.toSorted((a, b) => a.weight - b.weight).map(({ node }) => node);
    sorted.forEach((node, at) => place.set(node.id, (at + 0.5) / sorted.length));
    return sorted;
  });
}

const CROWD = 8;

/**
 * Between two crowds of which each member waits for each of the other, the edges of the first members say it all: n + m
 * lines instead of n × m.
 */
function thinned(edges: readonly Edge[], columns: GraphLayout['columns']): readonly Edge[] {
  if (edges.length < CROWD * CROWD) return edges;
  const isCrowd = (at: number): boolean => (columns[at]?.length ?? 0) > 1;
  const alone: Edge[] = [];
  const between = new Map<number, Edge[]>();
  for (const edge of edges) {
    const [from, to] = [edge.from.column, edge.to.column];
    const key = from * columns.length + to;
    const group = between.get(key);
    if (!isCrowd(from) || !isCrowd(to)) alone.push(edge);
    else if (group === undefined) between.set(key, [edge]);
    else group.push(edge);
  }
  const among = [...between.values()].flatMap((group) => {
    const froms = new Set(group.map(({ from }) => from.row));
    const tos = new Set(group.map(({ to }) => to.row));
    const whole = group.length === froms.size * tos.size && froms.size > 1 && tos.size > 1;
    if (!whole) return group;
    const first = Math.min(...froms);
    const head = Math.min(...tos);
    return group.filter(({ from, to }) => from.row === first || to.row === head);
  });
  return [...alone, ...among];
}
