import type { ShapeObserver, YamlMap, YamlNode } from '../../yaml/index.ts';

/** What the readers made of one map: which keys they asked for, and whether they took no others. */
interface Reading {
  /** Each key, and whether it had to be there. */
  readonly keys: Map<string, boolean>;
  closed: boolean;
}

/** What one value was: a scalar, a list of such, or a map that was read as these. */
export interface Shape {
  scalar: boolean;
  map: boolean;
  /** By their names joined: one map may have been read as several things. */
  readonly whats: Map<string, readonly string[]>;
  items: Shape | null;
}

/** All that was seen of one kind of map. */
export interface MapShape {
  /** Null stands for a key that was asked for and never there. */
  readonly values: Map<string, Shape | null>;
  /** The keys that had to be there each time. */
  required: ReadonlySet<string> | null;
  closed: boolean;
  /** What `spec` was read as, by the `type` beside it. */
  readonly specs: Map<string, Shape>;
}

const newShape = (): Shape => ({ scalar: false, map: false, whats: new Map(), items: null });

/** Learns the shapes of files from the readers that read them: the grammar has no second home. */
export class ShapeRecorder implements ShapeObserver {
  readonly shapes = new Map<string, MapShape>();
  private readings = new Map<YamlMap, Map<string, Reading>>();

  asked(map: YamlMap, what: string, key: string, required: boolean): void {
    const { keys } = this.reading(map, what);
    keys.set(key, required || keys.get(key) === true);
  }

  closed(map: YamlMap, what: string): void {
    this.reading(map, what).closed = true;
  }

  /** Takes over what the readers told of the tree under `root`, and answers what `root` was read as. */
  learn(root: YamlNode): readonly string[] {
    const shape = newShape();
    this.extend(shape, root);
    this.readings = new Map();
    return [...shape.whats.values()].flat();
  }

  private reading(map: YamlMap, what: string): Reading {
    const readings = this.readings.get(map) ?? new Map<string, Reading>();
    this.readings.set(map, readings);
    const reading = readings.get(what) ?? { keys: new Map<string, boolean>(), closed: false };
    readings.set(what, reading);
    return reading;
  }

  private extend(shape: Shape, node: YamlNode): void {
    if (node.kind === 'scalar') shape.scalar = true;
    else if (node.kind === 'list') {
      shape.items ??= newShape();
      for (const item of node.items) this.extend(shape.items, item);
    } else {
      shape.map = true;
      const readings = this.readings.get(node);
      const whats = [...(readings?.keys() ?? [])].toSorted();
      shape.whats.set(whats.join(' & '), whats);
      for (const what of whats) {
        const reading = readings?.get(what);
        if (reading !== undefined) this.learnMap(node, what, reading);
      }
    }
  }

  private learnMap(map: YamlMap, what: string, { keys, closed }: Reading): void {
    const known: MapShape = this.shapes.get(what) ?? {
      values: new Map(),
      required: null,
      closed: false,
      specs: new Map(),
    };
    this.shapes.set(what, known);
    known.closed ||= closed;
    const required = [...keys].flatMap(([key, needed]) => (needed ? [key] : []));
    known.required = new Set(
      required.filter((key) => known.required === null || known.required.has(key)),
    );
    for (const key of keys.keys()) {
      const value = map.entries.get(key)?.value;
      const shape = known.values.get(key) ?? (value === undefined ? null : newShape());
      known.values.set(key, shape);
      if (shape !== null && value !== undefined) this.extend(shape, value);
    }
    this.learnSpec(map, known);
  }

  private learnSpec(map: YamlMap, known: MapShape): void {
    const type = map.entries.get('type')?.value;
    const spec = map.entries.get('spec')?.value;
    if (type?.kind !== 'scalar' || spec?.kind !== 'map') return;
    const shape = known.specs.get(type.text.text) ?? newShape();
    known.specs.set(type.text.text, shape);
    this.extend(shape, spec);
  }
}
