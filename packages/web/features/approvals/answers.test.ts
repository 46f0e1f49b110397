import { expect, it } from 'vitest';
import { type ApproverInput, given, missingAnswer } from './answers.ts';

const input = (name: string, more: Partial<ApproverInput> = {}): ApproverInput => ({
  name,
  defaultValue: '',
  required: false,
  allowedValues: null,
  selectManyFrom: null,
  regex: null,
  ...more,
});

it('asks for what is required and has no default', () => {
  const inputs = [input('a'), input('ticket', { required: true })];
  expect(missingAnswer(inputs, {})).toBe('Give ticket first');
  expect(missingAnswer(inputs, { ticket: 'T-1' })).toBeUndefined();
  expect(missingAnswer([input('b', { required: true, defaultValue: 'x' })], {})).toBeUndefined();
});

it('gives the defaults of what was not touched', () => {
  expect(given([input('a', { defaultValue: 'x' }), input('b')], { b: 'y' })).toEqual([
    { name: 'a', value: 'x' },
    { name: 'b', value: 'y' },
  ]);
});
