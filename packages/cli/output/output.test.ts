import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingTerminal } from '../testing/recording-terminal.ts';
import { problemText } from './problem-text.ts';
import { oneLine, sanitise } from './sanitise.ts';
import { table } from './table.ts';
import { formatLength } from './time.ts';
import { cutToWidth, displayWidth } from './width.ts';

describe('lengths of time', () => {
  it.each([
    [0, '0.0s'],
    [420, '0.4s'],
    [9_949, '9.9s'],
    [9_950, '10s'],
    [59_499, '59s'],
    [59_500, '1m 00s'],
    [125_000, '2m 05s'],
    [3_720_000, '1h 02m'],
    [100 * 3_600_000, '4d 04h'],
    [-5, '0.0s'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatLength(ms)).toBe(text);
  });
});

describe('text from elsewhere', () => {
  it('loses every escape sequence, or keeps colours only', () => {
    const hostile = '\u001b[1;31mred\u001b[0m\u001b[2J\u001b]52;c;cm0gLXJm\u0007\r\u0008\u009b31m';
    expect(sanitise(hostile, false)).toBe('red');
    expect(sanitise(hostile, true)).toBe('\u001b[1;31mred\u001b[0m');
  });

  it('never holds a control character afterwards, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitise(text, false)).not.toMatch(/(?![\t\n])\p{Cc}/u);
        expect(oneLine(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('stays as it was when it is ordinary', () => {
    expect(sanitise('naïve\t数据 🚀 "quoted"', false)).toBe('naïve\t数据 🚀 "quoted"');
  });
});

describe('tables and widths', () => {
  it('line up whatever is in them, without blanks at the ends', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['数据', 'x'],
          ['long cell', ''],
        ],
      ),
    ).toBe('A          B\n数据       x\nlong cell\n');
  });

  it('cut text never takes more room than it was given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          expect(displayWidth(cutToWidth(text, width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('a problem in a file', () => {
  const { colours } = recordingTerminal().terminal;
  const yaml = 'pipeline:\n  name: a\n\tstages: []\n';
  const problem = {
    severity: 'error',
    code: 'tab',
    message: 'A tab.',
    line: 3,
    column: 1,
  } as const;

  it('shows the place, the line and a mark under it', () => {
    expect(problemText({ file: 'p.yaml', yaml, problem, colours })).toBe(
      'p.yaml:3:1 error A tab. tab\n    3 |  stages: []\n      | ^\n',
    );
  });

  it('shows no line where there is none', () => {
    const beyond = { ...problem, line: 99 };
    expect(problemText({ file: 'p.yaml', yaml, problem: beyond, colours })).toBe(
      'p.yaml:99:1 error A tab. tab\n',
    );
  });
});
