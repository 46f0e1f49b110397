import { asMilliseconds, formatDuration, type Milliseconds, type Result } from '@reprise/core';
import { duration, type Fields, given, isRuntimeInput, type Reader } from '../yaml/index.ts';
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
    refuseSecretOutputs(fields, check?.outputs ?? []);
    const retryInterval = fields.optional('retryInterval', interval) ?? SHORTEST_INTERVAL;
    const scriptTimeout = fields.optional('scriptTimeout', duration) ?? SCRIPT_TIMEOUT;
    const approval = fields.required('approvalCriteria', criteria);
    const rejection = fields.optional('rejectionCriteria', criteria);
    warnOfUnknownOutputs(fields, check?.outputs ?? [], [approval, rejection]);
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

/** The criteria compare what the script publishes, and nobody but a task may look at a secret. */
function refuseSecretOutputs({ map, report }: Fields, outputs: readonly OutputVariable[]): void {
  const node = map.entries.get('outputVariables')?.value;
  if (node === undefined || !outputs.some(({ secret }) => secret)) return;
  const message =
    'Output variables of the type Secret are not supported in a CustomApproval: its criteria compare what they are worth.';
  report.unsupported('unsupported-type', message, node.at);
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
  const checks = {
    interval: spec.retryInterval,
    limit: spec.scriptTimeout,
    approval: resolveCriteria(spec.approval, turn),
    ...given('rejection', spec.rejection && resolveCriteria(spec.rejection, turn)),
  };
  return turn.result({ ...check.value, checks });
}
