/** Digests of plans and previews, as callers give them back to have just that done or nothing. */
import * as z from 'zod/mini';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** What such a digest looks like, for people. */
export const PLAN_DIGEST_FORM = 'sha256: and 64 hexadecimal digits, as the plan has it';

export const isPlanDigest = (text: string): boolean => DIGEST.test(text);

const REFUSED = `must be ${PLAN_DIGEST_FORM}`;

/** In a body. */
export const planDigest = z.string().check(z.refine(isPlanDigest, REFUSED));

/**
 * In a query. Given and empty, it is refused and not taken for left out: a script that lost the digest on the way would
 * otherwise do whatever comes of it now.
 */
export const planDigestQuery = () =>
  z.pipe(
    z.optional(z.array(z.string())),
    z.transform((texts, context): string | undefined => {
      const wrong = texts?.find((text) => !isPlanDigest(text));
      if (wrong !== undefined) {
        context.issues.push({ code: 'custom', message: REFUSED, input: wrong });
      }
      return texts?.[0];
    }),
  );
