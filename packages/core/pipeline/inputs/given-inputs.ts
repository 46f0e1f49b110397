import { didYouMean, ok, type Problem, type Result, refused } from '@reprise/core';
import { Report, readYaml, type YamlNode } from '../../yaml/index.ts';
import { askedIn } from './asked-inputs.ts';
import { applyEdits } from './edits.ts';
import { givenFor } from './merge.ts';

export interface GivenInputs {
  /** Values by the names of the inputs; what was left out is not among them. */
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads the values of inputs that are asked for while a pipeline runs. `yaml` is the skeleton (`template` of
 * `AskedInputs`) with values in it; what still is `<+input>` or empty is not given. Whether the values will do is for
 * the execution to say.
 */
export function readGivenInputs(template: string, yaml: string): GivenInputs {
  const root = readYaml(template, new Report());
  const report = new Report('inputs');
  if (root === null) throw new Error('the skeleton of asked inputs is no YAML');
  const given = yaml.trim() === '' ? null : readYaml(yaml, report);
  const found = given === null ? new Map<number, YamlNode>() : givenFor(root, given, report);
  const values: [string, string][] = [];
  for (const [name, { range }] of askedIn(root)) {
    const node = found.get(range.start);
    const value = node === undefined ? undefined : valueOf(node);
    if (value !== undefined) values.push([name, value]);
    else if (node !== undefined) {
      report.error('input-not-allowed', `${name} takes a value or a list of values.`, node.at);
    }
  }
  return { values: Object.fromEntries(values), problems: report.problems() };
}

/** Several values stand between commas, as `.selectManyFrom(…)` reads them. */
function valueOf(node: YamlNode): string | undefined {
  if (node.kind === 'scalar') return node.text.text;
  if (node.kind === 'map') return undefined;
  const items = node.items.map((item) => (item.kind === 'scalar' ? quoted(item.text.text) : null));
  return items.includes(null) ? undefined : items.join(',');
}

const quoted = (text: string): string => (text.includes(',') ? `\\'${text}\\'` : text);

/**
 * The skeleton with these values in it. An input is named in full, or by the last part of its name where that is
 * enough; refuses, with a message, a name that no input has.
 */
export function fillGivenInputs(
  template: string,
  pairs: Readonly<Record<string, string>>,
): Result<string, string> {
  const root = readYaml(template, new Report());
  const asked = root === null ? new Map<string, YamlNode>() : askedIn(root);
  const edits = [];
  for (const [name, value] of Object.entries(pairs)) {
    const found = find(asked, name);
    if (found === undefined) {
      const names = [...asked.keys()];
      const hint = didYouMean(name, names) || ` It asks for ${names.join(', ')}.`;
      return refused(`Nothing called "${name}" is asked for here.${hint}`);
    }
    edits.push({ range: found.range, replacement: JSON.stringify(value) });
  }
  return ok(applyEdits(template, edits));
}

function find(asked: ReadonlyMap<string, YamlNode>, name: string): YamlNode | undefined {
  const exact = asked.get(name);
  if (exact !== undefined) return exact;
  const ending = [...asked].filter(([full]) => full.endsWith(`.${name}`));
  const [only] = ending;
  return ending.length === 1 ? only?.[1] : undefined;
}
