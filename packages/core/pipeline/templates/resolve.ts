import type { Problem } from '@reprise/core';
import { didYouMean, type Position } from '@reprise/core';
import {
  type PlaceOf,
  placedBy,
  placedIn,
  printYaml,
  Report,
  readYaml,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { yamlLimits } from '../../yaml/limits.ts';
import { fillIn } from './fill-in.ts';
import {
  readReference,
  type TemplateKey,
  type TemplateLevel,
  type TemplateReference,
  templateName,
} from './reference.ts';
import { readTemplate, type TemplateFile } from './template-file.ts';
import { isTemplateType, type TemplateHolder, templateTypes } from './template-types.ts';

/** What is known of a template: its YAML and the label of the version that was found, or that there is none. */
export type KnownTemplate =
  | { readonly yaml: string; readonly versionLabel: string }
  | { readonly missing: readonly string[] };

/** The templates that were looked up so far, by `templateName`. */
export type KnownTemplates = ReadonlyMap<string, KnownTemplate>;

export interface ResolvedTemplates {
  /** The YAML with every template in its place; the text itself when it has none. */
  readonly yaml: string;
  /** Where each place of `yaml` was written: in the pipeline or in a template. */
  readonly place: PlaceOf;
  readonly problems: readonly Problem[];
  /** Templates that must be looked up before all can be resolved; the rest of the answer is then of no use. */
  readonly wanted: readonly TemplateKey[];
}

/** How deep templates may use templates. */
const deepest = 10;

/**
 * Puts templates into the places of the references to them: steps, step groups, stages and the pipeline itself.
 * What is not known yet is in `wanted`: look it up, and ask again. A reference becomes the template's spec with the
 * given inputs in it, beside the keys that stand next to the reference.
 */
export function resolveTemplates(yaml: string, known: KnownTemplates): ResolvedTemplates {
  const plain: ResolvedTemplates = { yaml, place: (at) => at, problems: [], wanted: [] };
  if (!yaml.includes('templateRef')) return plain;
  const report = new Report();
  const root = readYaml(yaml, report);
  // What is wrong with the file itself is told by whoever parses it.
  if (root === null) return plain;
  const resolver = new Resolver(known, report);
  const resolved = resolver.file(root);
  if (!resolver.isUsed) return plain;
  if (resolver.isTooMuch) return { ...plain, problems: resolver.problems };
  const wanted = [...resolver.wanted.values()];
  if (wanted.length > 0) return { ...plain, wanted };
  const printed = printYaml(resolved);
  if (printed.yaml.length > yamlLimits.size && !report.hasErrors) {
    const message = `With its templates the pipeline has more than ${yamlLimits.size} characters.`;
    report.error('too-large', message, root.at);
  }
  return {
    yaml: printed.yaml,
    place: placedBy(printed.map),
    problems: resolver.problems,
    wanted,
  };
}

const holders: ReadonlySet<string> = new Set(Object.values(templateTypes));

/** What a chained stage gives its child is shaped as the child is: the templates that it names are the child's. */
const isOfChild = ({ entries }: YamlMap, key: string): boolean =>
  key === 'inputs' && ['org', 'project', 'pipeline'].every((name) => entries.has(name));

class Resolver {
  readonly wanted = new Map<string, TemplateKey>();
  isUsed = false;
  isTooMuch = false;
  private readonly known: KnownTemplates;
  private readonly report: Report;
  /** Each template is read once, however often it is used. */
  private readonly files = new Map<string, TemplateFile | undefined>();
  private nodes = 0;

  constructor(known: KnownTemplates, report: Report) {
    this.known = known;
    this.report = report;
  }

  get problems(): readonly Problem[] {
    return this.report.problems();
  }

  file(root: YamlNode): YamlNode {
    return this.node(root, '', { level: 'project', chain: [] });
  }

  /** A node with the templates inside it resolved; `key` is the one under which it stands. */
  private node(node: YamlNode, key: string, inside: Inside): YamlNode {
    this.nodes += 1;
    if (this.nodes > yamlLimits.nodes) return this.tooMuch(node);
    if (node.kind === 'list') {
      return { ...node, items: node.items.map((item) => this.node(item, '', inside)) };
    }
    if (node.kind === 'scalar') return node;
    const template = node.entries.get('template');
    if (template !== undefined && isHolder(key)) return this.use(node, template, key, inside);
    return this.map(node, inside);
  }

  private tooMuch(node: YamlNode): YamlNode {
    if (!this.isTooMuch) {
      const message = `With its templates the pipeline has more than ${yamlLimits.nodes} values.`;
      this.report.error('too-many-values', message, node.at);
    }
    this.isTooMuch = true;
    return node;
  }

  private map(node: YamlMap, inside: Inside): YamlMap {
    const entries = [...node.entries].map(([key, entry]): [string, YamlEntry] => [
      key,
      isOfChild(node, key) ? entry : { ...entry, value: this.node(entry.value, key, inside) },
    ]);
    return { ...node, entries: new Map(entries) };
  }

  /** What stands for a step, group, stage or pipeline that says `template:`; itself when that cannot be resolved. */
  private use(
    node: YamlMap,
    template: YamlEntry,
    holder: TemplateHolder,
    inside: Inside,
  ): YamlNode {
    this.isUsed = true;
    const reference = readReference(template.value, inside.level, this.report);
    if (reference === undefined) return node;
    const found = this.find(reference, holder, inside);
    if (found === undefined) return node;
    const name = templateName({ ...reference, versionLabel: found.versionLabel });
    const spec = fillIn(specOf(found), reference.inputs, { template: name, report: this.report });
    const within: Inside = { level: reference.level, chain: [...inside.chain, name] };
    const entries = new Map<string, YamlEntry>();
    for (const [key, entry] of node.entries) {
      if (key !== 'template') entries.set(key, entry);
    }
    for (const [key, entry] of this.map(spec, within).entries) {
      const own = entries.get(key);
      if (own === undefined) entries.set(key, entry);
      else if (!isLabel(key)) this.twice(key, own.keyAt, name);
    }
    return this.again({ ...node, entries }, holder, within);
  }

  /** A template may be nothing but a reference to another one. */
  private again(node: YamlMap, holder: TemplateHolder, inside: Inside): YamlNode {
    const template = node.entries.get('template');
    return template === undefined ? node : this.use(node, template, holder, inside);
  }

  private find(
    reference: TemplateReference,
    holder: TemplateHolder,
    { chain }: Inside,
  ): TemplateFile | undefined {
    const asked = templateName(reference);
    const known = this.known.get(asked);
    if (known === undefined) {
      const { level, identifier, versionLabel } = reference;
      this.wanted.set(asked, { level, identifier, versionLabel });
      return undefined;
    }
    if ('missing' in known) return this.missing(reference, known.missing);
    const name = templateName({ ...reference, versionLabel: known.versionLabel });
    if (chain.includes(name)) {
      const circle = [...chain.slice(chain.indexOf(name)), name].join(' → ');
      return this.refuse(
        'template-loop',
        `Templates use each other in a circle: ${circle}.`,
        reference.at,
      );
    }
    if (chain.length >= deepest) {
      const message = `Templates use each other more than ${deepest} deep: ${chain.join(' → ')}.`;
      return this.refuse('template-loop', message, reference.at);
    }
    const file = this.read(name, known.yaml);
    if (file === undefined) return undefined;
    return isTemplateType(file.type) && templateTypes[file.type] === holder
      ? file
      : this.refuse('wrong-template', wrongType(asked, file.type, holder), reference.at);
  }

  private read(name: string, yaml: string): TemplateFile | undefined {
    if (!this.files.has(name)) {
      this.files.set(name, readTemplate(yaml, this.report, placedIn(name)));
    }
    return this.files.get(name);
  }

  private missing(reference: TemplateReference, others: readonly string[]): undefined {
    const { versionLabel } = reference;
    const name = templateName({ ...reference, versionLabel: null }).replace('@stable', '');
    const where = `in the ${reference.level}`;
    if (others.length === 0) {
      return this.refuse(
        'missing-template',
        `There is no template ${name} ${where}.`,
        reference.at,
      );
    }
    const hint = versionLabel === null ? '' : didYouMean(versionLabel, others);
    const has = ` It has ${others.slice(0, 10).join(', ')}.`;
    const message =
      versionLabel === null
        ? `The template ${name} has no stable version.${has}`
        : `The template ${name} has no version "${versionLabel}".${hint || has}`;
    return this.refuse('missing-template', message, reference.at);
  }

  private twice(key: string, at: Position, template: string): void {
    const message = `"${key}" is said by the template ${template} already; take it away here, or give it as one of its inputs.`;
    this.report.error('said-twice', message, at);
  }

  private refuse(code: string, message: string, at: Position): undefined {
    this.report.error(code, message, at);
  }
}

/** Where a reference stands: in the pipeline, or in a template in it. */
interface Inside {
  readonly level: TemplateLevel;
  /** The templates around it, from the outside in. */
  readonly chain: readonly string[];
}

const isHolder = (key: string): key is TemplateHolder => holders.has(key);
/** Keys by which the pipeline names what the template fills. */
const isLabel = (key: string): boolean =>
  ['identifier', 'name', 'description', 'tags'].includes(key);

/** A step group's template says for which stages it is meant; that is no key of a group. */
function specOf({ spec, type }: TemplateFile): YamlMap {
  const entries = spec.kind === 'map' ? spec.entries : new Map<string, YamlEntry>();
  const kept = [...entries].filter(([key]) => type !== 'StepGroup' || key !== 'stageType');
  return { kind: 'map', entries: new Map(kept), at: spec.at, range: spec.range };
}

function wrongType(name: string, type: string, holder: TemplateHolder): string {
  const expected = Object.entries(templateTypes).find(([, each]) => each === holder)?.[0];
  return `The template ${name} is of type ${type}; only one of type ${expected} can stand here.`;
}
