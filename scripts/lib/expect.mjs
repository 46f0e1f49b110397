import { isDeepStrictEqual } from 'node:util';

/**
 * As much of a test runner as the model and the conformance suite need outside of one.
 * @param {unknown} found
 */
export const expect = (found) => ({
  /** @param {unknown} wanted */
  toEqual: (wanted) => {
    if (!isDeepStrictEqual(found, wanted)) {
      throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);
    }
  },
});
