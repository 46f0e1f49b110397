import { sha1Of } from '@reprise/core';
import type { Found } from '@reprise/core/expression';
import { stageOf } from '@reprise/core/plan';
import type { PartNames } from '../target/part-names.ts';
import type { Subject } from './context.ts';
import type { Names } from './namespace.ts';
import { inSpec, partOfStage } from './target-names.ts';

const SHORT = 6;

/**
 * `<+INFRA_KEY>` and `<+INFRA_KEY_SHORT_ID>`: what a service in an infrastructure is known by, most of all in the
 * release names of Kubernetes. Null until all three parts of the target are found.
 */
export const infraKeys: Names<Subject> = {
  INFRA_KEY: infraKey,
  INFRA_KEY_SHORT_ID: (subject) => {
    const key = infraKey(subject);
    return typeof key === 'string' ? key.slice(0, SHORT) : key;
  },
};

function infraKey(subject: Subject): Found | undefined {
  const stage = stageOf(subject.context.state.plan, subject.node.key);
  if (stage === null) return undefined;
  const service = partOfStage(subject, stage, 'service');
  const environment = partOfStage(subject, stage, 'environment');
  const infrastructure = partOfStage(subject, stage, 'infrastructure');
  if (infrastructure === undefined) return undefined;
  if (!service || !environment || !infrastructure) return null;
  const connector = inSpec(infrastructure, 'connectorRef');
  const namespace = inSpec(infrastructure, 'namespace');
  // Of Kubernetes the connector and the namespace, as in Harness: releases that are there keep their names.
  const place =
    typeof connector === 'string' && typeof namespace === 'string'
      ? `${connector}-${namespace}`
      : identifierOf(infrastructure);
  return sha1Of(`${identifierOf(service)}-${identifierOf(environment)}-${place}`);
}

function identifierOf({ facts }: PartNames): string {
  const { identifier } = facts;
  return typeof identifier === 'string' ? identifier : '';
}
