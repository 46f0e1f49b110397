import { describe, expect, it } from 'vitest';
import { whyInstall } from '../../scripts/lib/install.mjs';
import { satisfies } from '../../scripts/lib/node-version.mjs';
import { countsOf, lineOf } from '../../scripts/lib/run-tests.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((result) => ({ status: result })),
});

describe('the last line of npm test', () => {
  it('counts what passed, failed and was skipped', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'skipped'),
        file('failed', 'failed', 'todo'),
      ],
    };
    expect(lineOf(countsOf(report, 1))).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('does not mention skipped tests when there are none', () => {
    expect(lineOf({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(countsOf({ testResults: [file('failed')] }, 1).failed).toBe(1);
  });

  it('does not count a failed file twice', () => {
    expect(countsOf({ testResults: [file('failed', 'failed', 'failed')] }, 1).failed).toBe(2);
  });

  it('never looks like success when the run itself went wrong', () => {
    expect(countsOf({ testResults: [file('passed', 'passed')] }, 1).failed).toBe(1);
    expect(countsOf(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('installing before anything else', () => {
  const locked = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/other-platform': { version: '2.0.0', optional: true },
    },
  };

  it('is not needed when what is locked is there, but for other platforms', () => {
    const installed = {
      packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } },
    };
    expect(whyInstall(locked, installed)).toBeNull();
  });

  it('says what is missing or differs', () => {
    const older = { packages: { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-x' } } };
    expect(whyInstall(locked, null)).toBe('nothing is installed yet');
    expect(whyInstall(locked, { packages: {} })).toBe('a is missing');
    expect(whyInstall(locked, older)).toBe('a is not the locked version 1.0.0');
  });
});

describe('the check of the Node version', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['24.0.0', true],
    ['20.18.9', false],
    ['18.20.0', false],
  ])('%s is new enough for >=20.19: %s', (running, enough) => {
    expect(satisfies(running, '>=20.19')).toBe(enough);
  });
});
