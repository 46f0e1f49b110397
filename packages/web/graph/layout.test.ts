import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GraphNode, layoutGraph } from './layout.ts';

const node = (id: string, ...after: string[]): GraphNode => ({ id, after });
const columnsOf = (nodes: readonly GraphNode[]) =>
  layoutGraph(nodes).columns.map((column) => column.map(({ id }) => id).join(' '));

describe('the layout of a graph', () => {
  it('has a list in one line and a parallel block stacked in the given order', () => {
    const nodes = [node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b', 'c')];
    expect(columnsOf(nodes)).toEqual(['a', 'b c', 'd']);
  });

  it('stands each node beside what it depends on', () => {
    const nodes = [node('a'), node('b'), node('x', 'b'), node('y', 'a'), node('z', 'x', 'b')];
    expect(columnsOf(nodes)).toEqual(['a b', 'y x', 'z']);
  });

  it('passes over what it does not know', () => {
    expect(columnsOf([node('a', 'gone')])).toEqual(['a']);
    expect(layoutGraph([]).rows).toBe(0);
  });

  it('draws two crowds that wait for each other with as many lines as they have members', () => {
    const first = Array.from({ length: 100 }, (_, at) => node(`a${at}`));
    const before = first.map(({ id }) => id);
    const second = Array.from({ length: 100 }, (_, at) => node(`b${at}`, ...before));
    expect(layoutGraph([...first, ...second]).edges).toHaveLength(199);
  });

  it('puts every node in one place, right of all that it waits for', () => {
    const graph = fc
      .array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 })
      .map((rows) =>
        rows.map((before, at) =>
          node(`n${at}`, ...new Set(before.filter((each) => each < at).map((each) => `n${each}`))),
        ),
      );
    fc.assert(
      fc.property(graph, (nodes) => {
        const { byId, columns } = layoutGraph(nodes);
        expect(columns.flat()).toHaveLength(nodes.length);
        for (const { id, after } of nodes) {
          for (const before of after) {
            expect(byId.get(id)?.column).toBeGreaterThan(byId.get(before)?.column ?? Infinity);
          }
        }
      }),
    );
  });
});
