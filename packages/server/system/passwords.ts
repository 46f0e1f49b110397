import type { Passwords } from '../ports/index.ts';

/** What OWASP names as the least for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** How many are worked on at once: each takes memory and a thread. */
const AT_ONCE = 4;

/** Passwords by argon2id. Its native code is loaded when the first one is needed. */
export function argon2Passwords(): Passwords {
  const load = () => import('@node-rs/argon2');
  let under = 0;
  const waiting: (() => void)[] = [];
  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (under >= AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve));
    under += 1;
    try {
      return await work();
    } finally {
      under -= 1;
      waiting.shift()?.();
    }
  };
  const hash = (password: string) => inTurn(async () => (await load()).hash(password, COST));
  let nobody: Promise<string> | null = null;
  return {
    hash,
    verify: async (stored, password) => {
      const compared = stored ?? (await (nobody ??= hash('nobody has this password')));
      const fits = await inTurn(async () => (await load()).verify(compared, password));
      return fits && stored !== null;
    },
  };
}
