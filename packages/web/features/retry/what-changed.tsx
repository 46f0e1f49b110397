import type { RetryPlanDocument } from '@reprise/api';
import { Notice } from '../../components/card.tsx';

type Changed = RetryPlanDocument['changed'];

/** What is not as it was when the execution ran, in sentences. Nothing when all is. */
export function WhatChanged({ changed }: { readonly changed: Changed }) {
  const sentences = [
    ...definitionSentences(changed.definition),
    ...(changed.chained ?? []).map(chainedSentence),
    ...changed.secrets.map(secretSentence),
    ...changed.missingPermissions.map((permission) => `You lack the permission ${permission}.`),
  ];
  if (sentences.length === 0) {
    return <p className="text-sm text-muted">Nothing has changed since it ran.</p>;
  }
  return (
    <Notice>
      <h3 className="font-medium">Changed since it ran</h3>
      <ul className="mt-1 list-disc pl-5">
        {sentences.map((sentence) => (
          <li key={sentence} className="break-words">
            {sentence}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function definitionSentences(definition: Changed['definition']): readonly string[] {
  if (definition === null) return [];
  const { differences, unreadable } = definition;
  const saved = whatWasSaved(definition);
  if (unreadable !== null) return [`${saved} ${unreadable}`];
  if (differences.length === 0) return [`${saved} Nothing that runs differs.`];
  return [
    `${saved} The retry runs what ran, without these changes:`,
    ...differences.map(({ stage, step, change }) => {
      const place = [stage, step].filter((part) => part !== null).join(' › ');
      return `${place === '' ? 'The pipeline itself' : place}: ${change}`;
    }),
  ];
}

function whatWasSaved({
  version,
  templates = [],
  onlyTemplates,
}: NonNullable<Changed['definition']>): string {
  const names = templates.map(({ name }) => name).join(', ');
  const sentences = [
    ...(onlyTemplates === true ? [] : [`The pipeline was saved since (version ${version}).`]),
    ...(names === '' ? [] : [`Templates in it were changed since: ${names}.`]),
  ];
  return sentences.join(' ');
}

const chainedSentence = ({ name, version }: NonNullable<Changed['chained']>[number]): string =>
  version === null
    ? `The pipeline ${name} was removed: a chained stage that runs it anew will fail.`
    : `The chained pipeline ${name} was saved since (version ${version}), and a stage that runs it anew runs that.`;

const secretSentence = ({ reference, change }: Changed['secrets'][number]): string =>
  change === 'saved'
    ? `The secret ${reference} has a new value, which the retry reads.`
    : `The secret ${reference} was removed: a step that reads it will fail.`;
