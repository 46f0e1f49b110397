/** Runtime inputs as FirstGen's variables: what is asked for, and what is given. */
import type { AskedInput, AskedVariable } from '@reprise/core/pipeline';

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
  readonly variableValue: { readonly value: string };
}

/** Values by name. A name like `__proto__` is a name like any other. */
export const valuesOf = (
  given: readonly (VariableInput | null)[] | null | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (given ?? []).flatMap((one) => (one === null ? [] : [[one.name, one.variableValue.value]])),
  );
