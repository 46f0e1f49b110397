/** JSON around an object's YAML: what clients send who hold the fields and the text of an object apart. */
import { type Json, ok, type Problem, type Result, refused } from '@reprise/core';
import { identifier, tags } from '../pipeline/read-common.ts';
import { type Reader, Report, scalarText, valueAt, type YamlNode } from '../yaml/index.ts';
import type { ObjectDocument, ReadDocument } from './model.ts';

/**
 * The object of the YAML, with what only the request around it says: where it lives, its description, its tags. What
 * both say must be the same; but for texts that are only shown, of which those of the YAML count.
 */
export function withSaidAround(
  outer: YamlNode,
  read: ReadDocument,
): Result<ReadDocument, readonly Problem[]> {
  const report = new Report();
  const { document } = read;
  refuseDifferences(outer, document, report);
  const org = readAt(outer, 'orgIdentifier', identifier, report);
  const project = readAt(outer, 'projectIdentifier', identifier, report);
  const around = readAt(outer, 'tags', tags, report) ?? {};
  const problems = report.problems();
  if (problems.length > 0) return refused(problems);
  const named = document.name !== document.identifier;
  return ok({
    ...read,
    document: {
      ...document,
      name: named ? document.name : (textAt(outer, 'name') ?? document.name),
      description: document.description ?? textAt(outer, 'description') ?? null,
      tags: Object.keys(document.tags).length > 0 ? document.tags : around,
      orgIdentifier: document.orgIdentifier ?? org ?? null,
      projectIdentifier: document.projectIdentifier ?? project ?? null,
      details: detailsOf(outer, document),
    },
  });
}

/** What an object is and where it belongs cannot be said in two ways. */
function refuseDifferences(outer: YamlNode, document: ObjectDocument, report: Report): void {
  const inYaml: Readonly<Record<string, Json | undefined>> = {
    identifier: document.identifier,
    orgIdentifier: document.orgIdentifier,
    projectIdentifier: document.projectIdentifier,
    environmentRef: document.parent,
    type: document.details['type'],
    deploymentType: document.details['deploymentType'],
  };
  for (const [key, value] of Object.entries(inYaml)) {
    const said = textAt(outer, key);
    if (said === undefined || typeof value !== 'string' || value === '' || said === value) continue;
    const message =
      key === 'identifier'
        ? `The request is for "${said}", and its YAML is of "${value}".`
        : `The request says "${said}" as ${key}, and its YAML "${value}". Make them the same, or leave one out.`;
    report.error(key === 'identifier' ? 'bad-identifier' : 'bad-value', message, outer.at);
  }
}

/** The colour in which clients show an environment or a group of them is no part of its YAML. */
function detailsOf(outer: YamlNode, { kind, details }: ObjectDocument): ObjectDocument['details'] {
  const color = textAt(outer, 'color');
  const isShown = kind === 'environment' || kind === 'environmentGroup';
  if (!isShown || color === undefined || 'color' in details) return details;
  return { ...details, color };
}

/** Generated clients send empty texts for what nobody has said. */
function textAt(outer: YamlNode, key: string): string | undefined {
  const text = scalarText(valueAt(outer, key));
  return text === '' ? undefined : text;
}

function readAt<Value>(
  outer: YamlNode,
  key: string,
  reader: Reader<Value>,
  report: Report,
): Value | undefined {
  const node = valueAt(outer, key);
  const empty = node?.kind === 'scalar' && (node.value === null || node.value === '');
  return node === undefined || empty ? undefined : reader(node, report);
}
