/**
 * Query parameters as schemas. The server reads a query into lists of texts, one list a name, since any name may be
 * repeated; each schema here turns such a list into what the use case wants, or says what is wrong with it. An empty
 * text counts as not given: generated clients send `searchTerm=` for nothing.
 */
import * as z from 'zod/mini';

const given = (texts: readonly string[] | undefined): readonly string[] =>
  (texts ?? []).filter((text) => text !== '');

/** What a parameter schema reports; the name of the parameter is known from where the issue stands. */
type Report = (message: string) => void;

/** No database takes a NUL, and no client means one. */
const oneText = z.string().check(z.refine((value) => !value.includes('\0'), 'must not hold NUL'));

/** A parameter that may be absent: `read` gets the texts that were given, maybe none. */
const optional = <Value>(read: (texts: readonly string[], report: Report) => Value) =>
  z.pipe(
    z.optional(z.array(oneText)),
    z.transform((texts, context): Value => {
      const report = (message: string): void => {
        context.issues.push({ code: 'custom', message, input: texts });
      };
      return read(given(texts), report);
    }),
  );

/** One text; the first when it is repeated. */
export const text = () => optional((texts) => texts[0]);

/** One text that must be there. */
export const requiredText = () =>
  z.pipe(
    z.array(oneText, 'is required'),
    z.transform((texts, context): string => {
      const first = given(texts)[0];
      if (first === undefined) {
        context.issues.push({ code: 'custom', message: 'is required', input: texts });
      }
      return first ?? '';
    }),
  );

/** A repeated parameter, in the order given. */
export const texts = () => optional((all) => all);

/** A parameter that holds a list with commas, or is repeated, or both. */
export const commaTexts = () =>
  optional((all) =>
    all.flatMap((one) => one.split(',')).flatMap((part) => (part.trim() ? [part.trim()] : [])),
  );

/** `true` or `false`, in any case. */
export const flag = (byDefault: boolean) =>
  optional((all, report) => {
    const first = all[0]?.toLowerCase();
    if (first === undefined) return byDefault;
    if (first !== 'true' && first !== 'false') report('must be true or false');
    return first === 'true';
  });

/** A whole number from `min`; more than `max` is read as `max`, so that a client that asks for everything gets a page. */
export const integer = (limits: { default: number; min: number; max: number }) =>
  optional((all, report) => {
    const first = all[0];
    if (first === undefined) return limits.default;
    const value = /^-?\d{1,15}$/.test(first) ? Number(first) : Number.NaN;
    if (!(value >= limits.min)) {
      report(`must be a whole number from ${limits.min}`);
      return limits.default;
    }
    return Math.min(value, limits.max);
  });

/** A whole number that may be absent. */
export const optionalInteger = (min: number) =>
  optional((all, report) => {
    const first = all[0];
    if (first === undefined) return undefined;
    const value = /^\d{1,15}$/.test(first) ? Number(first) : Number.NaN;
    if (!(value >= min)) {
      report(`must be a whole number from ${min}`);
      return undefined;
    }
    return value;
  });

/** Where the request looks, as every Harness client says it. What is absent is filled from the caller's credentials or the defaults. */
export const scopeQuery = {
  accountIdentifier: text(),
  orgIdentifier: text(),
  projectIdentifier: text(),
};

/**
 * The sender's own name for a request that begins something: sent again, it gets the same answer. The header
 * `Idempotency-Key` says the same, and goes before it.
 */
export const repeatableQuery = { idempotencyKey: text() };

/** Pages counted from 0. */
export const pageQuery = {
  page: integer({ default: 0, min: 0, max: 1_000_000 }),
  size: integer({ default: 20, min: 1, max: 1000 }),
};

/** Pages counted from 0, by either of the two spellings that clients have for them. */
export const eitherPageQuery = {
  page: optionalInteger(0),
  size: optionalInteger(1),
  pageIndex: optionalInteger(0),
  pageSize: optionalInteger(1),
};
