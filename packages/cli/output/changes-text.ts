import type { RetryPlanDocument } from '@reprise/api';
import { oneLine } from './sanitise.ts';

type Changed = RetryPlanDocument['changed'];

/** What has changed since the execution ran that is to be retried, for people; empty when nothing has. */
export function changesText({ changed }: Pick<RetryPlanDocument, 'changed'>): string {
  const { definition, chained = [], secrets, missingPermissions } = changed;
  const lines = [
    ...(definition === null ? [] : definitionLines(definition)),
    ...chained.map(chainedLine),
    ...secrets.map(secretLine),
    ...missingPermissions.map((permission) => `you lack the permission ${oneLine(permission)}`),
  ];
  if (lines.length === 0) return '';
  return `\nChanged since it ran:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function definitionLines(definition: NonNullable<Changed['definition']>): readonly string[] {
  const { differences, unreadable } = definition;
  const head = `${whatWasSaved(definition)}; a retry runs what ran, and uses nothing of that`;
  if (unreadable !== null) return [head, `  ${oneLine(unreadable)}`];
  if (differences.length === 0) return [`${head}; no stage or step differs`];
  return [head, ...differences.map((one) => `  ${placeOf(one)}: ${one.change}`)];
}

function whatWasSaved({
  version,
  templates = [],
  onlyTemplates,
}: NonNullable<Changed['definition']>): string {
  const names = templates.map(({ name }) => oneLine(name)).join(', ');
  const parts = [
    ...(onlyTemplates === true ? [] : [`the pipeline was saved (version ${version})`]),
    ...(names === '' ? [] : [`templates in it were changed (${names})`]),
  ];
  return parts.join(', ');
}

function placeOf({ stage, step }: { stage: string | null; step: string | null }): string {
  if (stage === null) return 'the pipeline itself';
  return step === null ? `stage ${oneLine(stage)}` : `step ${oneLine(stage)}/${oneLine(step)}`;
}

const chainedLine = ({ name, version }: NonNullable<Changed['chained']>[number]): string =>
  version === null
    ? `there is no pipeline ${oneLine(name)}: a chained stage that runs it anew will fail`
    : `the chained pipeline ${oneLine(name)} was saved (version ${version}); a stage that runs it anew runs that`;

const secretLine = ({ reference, change }: Changed['secrets'][number]): string =>
  change === 'removed'
    ? `there is no secret ${oneLine(reference)}: a step that reads it will fail`
    : `the secret ${oneLine(reference)} was saved; its new value is read`;
