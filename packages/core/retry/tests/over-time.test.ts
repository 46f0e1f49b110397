import { asInstant, asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noObjection } from '../../execution/testing/run.ts';
import { planRetry } from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

const MINUTE = 60_000;
const MONTH = asMilliseconds(30 * 24 * 60 * MINUTE);

const allowed = (rootCreated: string, now: number): boolean => {
  const request = { from: ['deploy'], runAllStages: true };
  return planRetry(failedDeploy().state, request, {
    ...noObjection(asInstant(now)),
    rootCreatedAt: asInstant(Date.parse(rootCreated)),
    maximumAge: MONTH,
  }).ok;
};

describe('the days within which an execution can be retried', () => {
  const zone = process.env['TZ'];
  beforeEach(() => {
    process.env['TZ'] = 'Europe/Berlin';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['no change of the clocks', '2026-06-10T12:00:00+02:00', '2026-07-10T12:00:00+02:00'],
    ['clocks that go forward', '2026-03-10T12:00:00+01:00', '2026-04-09T13:00:00+02:00'],
    ['clocks that go back', '2026-10-10T12:00:00+02:00', '2026-11-09T11:00:00+01:00'],
    ['an hour that there is twice', '2026-09-25T02:30:00+02:00', '2026-10-25T02:30:00+02:00'],
  ])('are thirty times 24 hours with %s, to the minute', (_, rootCreated, end) => {
    const last = Date.parse(end);
    expect(allowed(rootCreated, last - MINUTE)).toBe(true);
    expect(allowed(rootCreated, last)).toBe(true);
    expect(allowed(rootCreated, last + MINUTE)).toBe(false);
  });
});
