import { isRuntimeInput, Report, readYaml, scalarText, valueAt } from '../../yaml/index.ts';
import { type Placeholder, parsePlaceholder } from './placeholder.ts';

/** A variable of the pipeline whose value is asked for when it starts. */
export interface AskedVariable {
  readonly name: string;
  readonly type: string;
  readonly asks: Pick<Placeholder, 'default' | 'allowed' | 'several'>;
}

/** The variables of the pipeline itself that are runtime inputs, in its order. What cannot be read is left out. */
export function askedVariables(yaml: string): readonly AskedVariable[] {
  const root = readYaml(yaml, new Report());
  const list = valueAt(root === null ? undefined : valueAt(root, 'pipeline'), 'variables');
  return (list?.kind === 'list' ? list.items : []).flatMap((variable) => {
    const name = scalarText(valueAt(variable, 'name'));
    const value = valueAt(variable, 'value');
    if (name === undefined || value === undefined || !isRuntimeInput(value)) return [];
    const asks = parsePlaceholder(scalarText(value) ?? '');
    if (!asks.ok) return [];
    return [{ name, type: scalarText(valueAt(variable, 'type')) ?? 'String', asks: asks.value }];
  });
}
