import type { Position } from '@reprise/core';
import { type Fields, fieldsOf, fixed, type Report, type YamlNode } from '../../yaml/index.ts';

/** Where a template lives: `project` is that of the pipeline. */
export type TemplateLevel = 'account' | 'org' | 'project';

/** Which template: with no label, its stable version. */
export interface TemplateKey {
  readonly level: TemplateLevel;
  readonly identifier: string;
  readonly versionLabel: string | null;
}

export interface TemplateReference extends TemplateKey {
  readonly at: Position;
  readonly inputs: YamlNode | undefined;
}

/** `account.build@v1`: the template as people read it. */
export function templateName({ level, identifier, versionLabel }: TemplateKey): string {
  const prefix = level === 'project' ? '' : `${level}.`;
  return `${prefix}${identifier}@${versionLabel ?? 'stable'}`;
}

const levels: readonly TemplateLevel[] = ['account', 'org', 'project'];
const refPattern = /^(?:(account|org)\.)?([a-zA-Z_][0-9a-zA-Z_]{0,127})$/;

/**
 * Reads the value of a `template` key that stands in something at `level`. A reference without a prefix is to the same
 * level; one to a lower level than its own is refused, because nobody there can know which one is meant.
 */
export function readReference(
  node: YamlNode,
  level: TemplateLevel,
  report: Report,
): TemplateReference | undefined {
  const fields = fieldsOf(node, 'a reference to a template', report);
  if (fields === undefined) return undefined;
  const named = fields.required('templateRef', reference);
  const versionLabel = fields.optional('versionLabel', label) ?? null;
  const inputs = fields.map.entries.get('templateInputs')?.value;
  fields.ignore('templateInputs', 'gitBranch');
  unsupported(fields);
  fields.end();
  if (named === undefined) return undefined;
  const there = named.level ?? level;
  if (levels.indexOf(there) > levels.indexOf(level)) {
    const message = `A template of the ${level} cannot use one of the ${there}.`;
    report.error('bad-template', message, node.at);
    return undefined;
  }
  const at = fields.map.entries.get('templateRef')?.value.at ?? node.at;
  return { level: there, identifier: named.identifier, versionLabel, at, inputs };
}

const unsupported = (fields: Fields): void =>
  fields.unsupported('templateVariables', 'templateOverrides', 'label');

interface Named {
  readonly level: TemplateLevel | undefined;
  readonly identifier: string;
}

const reference = fixed<Named>(
  'a template such as build, org.build or account.build',
  { level: undefined, identifier: '_' },
  ({ text: { text } }) => {
    const [, prefix, identifier] = refPattern.exec(text) ?? [];
    const level = levels.find((each) => each === prefix);
    return identifier === undefined ? undefined : { level, identifier };
  },
);

const label = fixed('a version label', '_', ({ text: { text } }) => text || undefined);
