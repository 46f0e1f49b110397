export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Does one thing after the other, in the order in which they are asked for; one that fails does not hold up the next. */
export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
