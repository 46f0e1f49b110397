import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number from `least` to `most`, written in digits and no other way. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    const isPlain = Number.isInteger(value) && String(value) === text;
    if (isPlain && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
  };
