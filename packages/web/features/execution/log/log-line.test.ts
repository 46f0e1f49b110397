import { describe, expect, it } from 'vitest';
import { parseLine, plainText, saysCut, spansOf } from './log-line.ts';

describe('a line of a log', () => {
  it('is read from the stored form', () => {
    const stored = JSON.stringify({ level: 'ERROR', time: '2026-01-01T00:00:00Z', out: 'no' });
    expect(parseLine(stored)).toEqual({ isError: true, time: '2026-01-01T00:00:00Z', text: 'no' });
  });

  it.each(['not json', '[1]', 'null', '{"level":"INFO"}'])(
    'is shown as it is when it is %s',
    (bad) => {
      expect(parseLine(bad).text).toBe(bad);
    },
  );
});

describe('the last line of a log that was cut', () => {
  const line = { isError: true, time: '', text: 'The log of a step holds 7 bytes: the rest …' };

  it('is known by what it says', () => {
    expect(saysCut(line)).toBe(true);
  });

  it('is no line that a step wrote to its output, nor any other', () => {
    expect(saysCut({ ...line, isError: false })).toBe(false);
    expect(saysCut({ ...line, text: 'no' })).toBe(false);
    expect(saysCut(undefined)).toBe(false);
  });
});

describe('the spans of a line', () => {
  it('have the colours of a terminal as classes', () => {
    expect(spansOf('a \u001b[1;31mred\u001b[0m b')).toEqual([
      { text: 'a ', className: '' },
      { text: 'red', className: 'ansi-red ansi-bold' },
      { text: ' b', className: '' },
    ]);
  });

  it('keep HTML as the text that it is', () => {
    expect(plainText('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
  });

  it('leave out commands to a terminal, and what turns text around', () => {
    expect(plainText('\u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u001b[2Ka\u202eb\u0000')).toBe(
      'link ab',
    );
  });

  it('show what a progress bar drew last', () => {
    expect(plainText('10%\r50%\r100%')).toBe('100%');
    expect(plainText('done\r')).toBe('done');
  });

  it('cut a line that nobody reads whole', () => {
    expect(plainText('x'.repeat(20_000))).toHaveLength(10_021);
  });
});
