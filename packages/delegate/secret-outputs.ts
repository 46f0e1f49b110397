import type { TaskOutcome } from '@reprise/core/execution';
import { isData, type Value } from '@reprise/core/expression';
import { criteriaHold, type Published, type TaskSpec } from '@reprise/core/step-types';

/** Keeps the value of one secret that a task publishes, and answers its reference. */
export type KeepSecret = (value: string) => Promise<string>;

/**
 * The outcome with references in the place of the outputs that are declared as secrets: what leaves the delegate is
 * stored, and no value of a secret is (I10). An empty one, and one that was not set, hides nothing.
 */
export async function withSecretsKept(
  outcome: TaskOutcome,
  task: TaskSpec,
  keep: KeepSecret,
): Promise<TaskOutcome> {
  const names = secretNamesOf(task);
  const published = outcome.status === 'Success' ? outcome.outputs['outputVariables'] : undefined;
  if (outcome.status !== 'Success' || names.size === 0 || !isRecord(published)) return outcome;
  const isWanted = areSecretsWanted(task, published, names);
  const outputVariables: [string, Value][] = [];
  for (const [name, value] of Object.entries(published)) {
    const isSecret = names.has(name) && typeof value === 'string' && value !== '';
    if (!isSecret) outputVariables.push([name, value]);
    else outputVariables.push([name, isWanted ? { secret: await keep(value) } : null]);
  }
  return {
    ...outcome,
    outputs: { ...outcome.outputs, outputVariables: Object.fromEntries(outputVariables) },
  };
}

/** Those of a check that gives no approval would lie there for ever: the next one publishes others. */
function areSecretsWanted(
  task: TaskSpec,
  published: Published,
  secrets: ReadonlySet<string>,
): boolean {
  const criteria = task.type === 'ShellScript' ? task.secretsIf : undefined;
  if (criteria === undefined) return true;
  const shown = Object.entries(published).filter(([name]) => !secrets.has(name));
  const holds = criteriaHold(criteria, Object.fromEntries(shown));
  return holds.ok && holds.value;
}

const isRecord = (value: Value | undefined): value is { readonly [name: string]: Value } =>
  value !== undefined && isData(value);

function secretNamesOf(task: TaskSpec): ReadonlySet<string> {
  if (task.type !== 'ShellScript' && task.type !== 'Run') return new Set();
  return new Set(task.outputs.flatMap(({ name, secret }) => (secret ? [name] : [])));
}
