import {
  asMilliseconds,
  formatDuration,
  type Milliseconds,
  type Position,
  type Result,
} from '@reprise/core';
import {
  duration,
  type Fields,
  given,
  isRuntimeInput,
  positionIn,
  type Reader,
} from '../yaml/index.ts';
import { criteria, resolveCriteria } from './approval-criteria.ts';
import type { CriteriaSpec, CustomApprovalSpec, OutputVariable, StepWork } from './model/index.ts';
import { readScript, resolveShellScript } from './shell-script.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** The shortest time between two checks, and what is taken where none is said. */
const SHORTEST_INTERVAL = asMilliseconds(10_000);
const SCRIPT_TIMEOUT = asMilliseconds(10 * 60_000);

export const customApproval: StepTypeReader<CustomApprovalSpec> = {
  type: 'CustomApproval',
  readSpec(fields) {
    const check = readScript(fields);
    const retryInterval = fields.optional('retryInterval', interval) ?? SHORTEST_INTERVAL;
    const scriptTimeout = fields.optional('scriptTimeout', duration) ?? SCRIPT_TIMEOUT;
    const approval = fields.required('approvalCriteria', criteria);
    const rejection = fields.optional('rejectionCriteria', criteria);
    warnOfUnknownOutputs(fields, check?.outputs ?? [], [approval, rejection]);
    refuseLookingAtSecrets(fields, check?.outputs ?? [], [approval, rejection]);
    refuseSilence(fields, approval);
    if (check === undefined || approval === undefined) return undefined;
    const isAsked = rejection !== undefined && !isEmpty(rejection);
    return {
      type: 'CustomApproval',
      check,
      retryInterval,
      scriptTimeout,
      approval,
      ...given('rejection', isAsked ? rejection : undefined),
    };
  },
};

const interval: Reader<Milliseconds> = (node, report) => {
  const length = duration(node, report);
  if (length === undefined || length >= SHORTEST_INTERVAL || isRuntimeInput(node)) return length;
  const message = `The script is run every ${formatDuration(SHORTEST_INTERVAL)} at the most.`;
  report.warning('bad-value', message, node.at);
  return SHORTEST_INTERVAL;
};

const isEmpty = (criteriaSpec: CriteriaSpec): boolean =>
  criteriaSpec.kind === 'comparisons' && criteriaSpec.comparisons.length === 0;

/** Nobody but a task may look at a secret: criteria compare the other outputs. */
function refuseLookingAtSecrets(
  { report }: Fields,
  outputs: readonly OutputVariable[],
  criteriaSpecs: readonly (CriteriaSpec | undefined)[],
): void {
  for (const name of secretNames(outputs)) {
    for (const at of criteriaSpecs.flatMap((spec) => placesOf(name, spec))) {
      const message = `The criteria cannot look at the output "${name}", which is a secret: let the script publish another one for them.`;
      report.unsupported('unsupported-type', message, at);
    }
  }
}

const secretNames = (outputs: readonly OutputVariable[]): readonly string[] =>
  outputs.flatMap(({ name, secret }) => (secret ? [name] : []));

/** Where criteria speak of an output. A condition that finds another way to it has no value when it is asked. */
function placesOf(name: string, spec: CriteriaSpec | undefined): readonly Position[] {
  if (spec === undefined) return [];
  if (spec.kind === 'comparisons') {
    return spec.comparisons.flatMap(({ key, value }) => (key === name ? [value.at] : []));
  }
  const { condition } = spec;
  const asks = [...condition.text.matchAll(/\boutput\.(?:outputVariables\.)?([\w$]+)/g)];
  return asks.flatMap(({ 1: asked, index }) =>
    asked === name ? [positionIn(condition, index)] : [],
  );
}

/** No conditions reject nothing; but without any for a yes the step could only expire. */
function refuseSilence({ map, report }: Fields, approval: CriteriaSpec | undefined): void {
  const node = map.entries.get('approvalCriteria')?.value;
  if (node === undefined || approval === undefined || !isEmpty(approval)) return;
  const message = 'Nothing would ever approve this: give at least one condition.';
  report.error('empty-list', message, node.at);
}

/** What the script does not publish is compared with nothing. */
function warnOfUnknownOutputs(
  { report }: Fields,
  outputs: readonly OutputVariable[],
  criteriaSpecs: readonly (CriteriaSpec | undefined)[],
): void {
  for (const spec of criteriaSpecs) {
    if (spec?.kind !== 'comparisons') continue;
    for (const { key, value } of spec.comparisons) {
      if (outputs.some(({ name }) => name === key)) continue;
      const message = `The script publishes no output variable "${key}", so this never holds: name it in outputVariables.`;
      report.warning('unknown-output', message, value.at);
    }
  }
}

/** A task that is run until it says yes or no; its criteria wait for what it publishes. */
export function resolveCustomApproval(
  spec: CustomApprovalSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const check = resolveShellScript(spec.check, texts);
  if (!check.ok) return check;
  const turn = new TextsInTurn(texts);
  const secrets = secretNames(spec.check.outputs);
  const approval = resolveCriteria(spec.approval, turn);
  const checks = {
    interval: spec.retryInterval,
    limit: spec.scriptTimeout,
    approval,
    ...given('rejection', spec.rejection && resolveCriteria(spec.rejection, turn)),
    ...(secrets.length > 0 && { secrets }),
  };
  const { task, ...work } = check.value;
  const kept = secrets.length > 0 ? { ...task, secretsIf: approval } : task;
  return turn.result({ ...work, task: kept, checks });
}
