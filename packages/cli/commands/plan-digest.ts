import { isPlanDigest, PLAN_DIGEST_FORM } from '@reprise/api';
import { InvalidArgumentError } from 'commander';

/** Reads `--plan`: what is no digest, such as the empty text of a variable that was never set, must not pass for none. */
export function planDigestOf(text: string): string {
  if (isPlanDigest(text)) return text;
  throw new InvalidArgumentError(`A digest is ${PLAN_DIGEST_FORM}: see --dry-run.`);
}
