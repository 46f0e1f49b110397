/** Asked for by several fields, fetched by the first of them. */
export function once<Value>(fetch: () => Value): () => Value {
  let fetched: { readonly value: Value } | null = null;
  return () => {
    fetched ??= { value: fetch() };
    return fetched.value;
  };
}
