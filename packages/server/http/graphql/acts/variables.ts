/** Runtime inputs as FirstGen's variables: what is asked for, and what is given. */
import { ok, type Result, refused } from '@reprise/core';
import type { AskedInput, AskedVariable } from '@reprise/core/pipeline';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';

/** One that is asked for. */
export const variableShape = (
  name: string,
  type: string,
  required: boolean,
  asks: AskedVariable['asks'] | AskedInput,
) => ({
  name,
  type,
  required,
  defaultValue: asks.default ?? null,
  allowedValues: asks.allowed ?? null,
  allowMultipleValues: asks.several,
  fixed: false,
});

/** One that is given. */
export interface VariableInput {
  readonly name: string;
  readonly variableValue: { readonly type?: 'EXPRESSION' | 'ID' | 'NAME'; readonly value: string };
}

/** Values by name. A name like `__proto__` is a name like any other. One that cannot mean what it meant is refused. */
export function valuesOf(
  given: readonly (VariableInput | null)[] | null | undefined,
): Result<Readonly<Record<string, string>>, Refused> {
  const inputs = (given ?? []).flatMap((one) => one ?? []);
  const foreign = inputs.find(
    ({ variableValue: { type, value } }) => type === 'EXPRESSION' && value.includes('${'),
  );
  if (foreign !== undefined) return refused(isFirstGenExpression(foreign.name));
  return ok(Object.fromEntries(inputs.map(({ name, variableValue: { value } }) => [name, value])));
}

const isFirstGenExpression = (variable: string): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The value of ${variable} is an expression of FirstGen, which nothing here works out: give the value itself, or let the pipeline ask for it on the way with <+input>.executionInput().`,
    { variable },
  );
