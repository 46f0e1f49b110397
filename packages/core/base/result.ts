/**
 * The answer of anything that a rule may refuse. A `Result` is for what the caller must be ready for; a bug or an
 * I/O failure is thrown.
 */
export type Result<Value, Refused> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Refused };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

export const refused = <Refused>(
  error: Refused,
): { readonly ok: false; readonly error: Refused } => ({ ok: false, error });
