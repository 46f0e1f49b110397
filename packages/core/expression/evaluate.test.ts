import { describe, expect, it } from 'vitest';
import { evaluateCondition, evaluateText } from './evaluate.ts';
import { defaultLimits } from './limits.ts';
import { type Lookup, Unavailable, type Value } from './model.ts';
import { lookupOf, namespace } from './testing/lookup.ts';
import { secretOf } from './value.ts';

const lookup = lookupOf({
  pipeline: namespace({
    name: 'release',
    sequenceId: 7,
    variables: namespace({ env: 'prod', count: '5', deploy: 'false', 'my-key': 'dashed' }),
    stages: namespace({ build: namespace({ status: 'SUCCEEDED' }), later: null }),
    tags: { team: 'platform', 'Customer Name': 'Acme' },
  }),
  regions: ['eu', 'us'],
  ready: true,
  step: namespace({ output: new Unavailable('self-reference', 'a step cannot read its output') }),
});

function valueOf(text: string, names: Lookup = lookup): Value {
  const result = evaluateText(text, names);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.value.value;
}

function conditionOf(text: string): Value {
  const result = evaluateCondition(text, lookup);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.value.value;
}

function faultOf(text: string, names: Lookup = lookup) {
  const result = evaluateText(text, names);
  if (result.ok) throw new Error(`${text} has a value`);
  return result.error;
}

describe('a text', () => {
  it.each([
    ['nothing to evaluate', 'nothing to evaluate'],
    ['', ''],
    ['<+pipeline.name>-<+pipeline.sequenceId>', 'release-7'],
    ['a < b && c > d', 'a < b && c > d'],
    ['<+ pipeline.name >', 'release'],
    ['echo <+pipeline.name> > file', 'echo release > file'],
    ['echo <+ pipeline.name > > file', 'echo release > file'],
    ['<b><+pipeline.name></b>', '<b>release</b>'],
    ['X=<+pipeline.name>=5', 'X=release=5'],
    [
      'list: <+regions>, data: <+pipeline.tags>',
      'list: ["eu","us"], data: {"team":"platform","Customer Name":"Acme"}',
    ],
    ['not reached: <+pipeline.stages.later.output.x>', 'not reached: null'],
  ])('%j becomes %j', (text, expected) => {
    expect(valueOf(text)).toBe(expected);
  });

  it('that is exactly one expression keeps the type of its value', () => {
    expect(valueOf('<+pipeline.sequenceId>')).toBe(7);
    expect(valueOf('<+ready>')).toBe(true);
    expect(valueOf('<+regions>')).toEqual(['eu', 'us']);
    expect(valueOf('<+pipeline.stages.later>')).toBeNull();
  });

  it('is not evaluated a second time when a value holds an expression', () => {
    const names = lookupOf({ a: '<+b>', b: 'never' });
    expect(valueOf('<+a>', names)).toBe('<+b>');
    expect(valueOf('<+<+a>>!', names)).toBe('<+b>!');
  });
});

describe('an expression', () => {
  it.each<[string, Value]>([
    ['<+<+pipeline.name> == "release">', true],
    ["<+pipeline.name == 'release'>", true],
    ['<+<+pipeline.sequenceId> > 5>', true],
    ['<+<+pipeline.sequenceId> >= 8>', false],
    ['<+<+pipeline.sequenceId>>=7>', true],
    ['<+(pipeline.sequenceId>5)>', true],
    ['<+pipeline.sequenceId < 5 || pipeline.name != "x">', true],
    ['<+ready && !ready>', false],
    ['<+not ready or ready and ready>', true],
    ['<+1 + 2 * 3 - 4 % 3>', 6],
    ['<+(1 + 2) * 3>', 9],
    ['<+10 - 2 - 3>', 5],
    ['<+-2 + 3>', 1],
    ['<+7 / 2>', 3],
    ['<+7.5 / 2>', 3.75],
    ['<+pipeline.variables.count + 1>', 6],
    ['<+"a" + 1 + true>', 'a1true'],
    ['<+ready?"yes":"no">', 'yes'],
    ['<+ready ? ready ? 1 : 2 : 3>', 1],
    ['<+!ready ? 1 : !ready ? 2 : 3>', 3],
    ['<+pipeline.stages.later ?? "none">', 'none'],
    ['<+"" ?: "empty">', 'empty'],
    ['<+pipeline.stages.<+"bu" + "ild">.status>', 'SUCCEEDED'],
    ['<+pipeline.stages.bu<+"il">d.status>', 'SUCCEEDED'],
    ['<+pipeline.variables["my-key"]>', 'dashed'],
    ['<+pipeline.variables."my-key">', 'dashed'],
    ['<+pipeline.variables.get("my-key")>', 'dashed'],
    ['<+pipeline.tags."Customer Name">', 'Acme'],
    ['<+pipeline.tags.get("none")>', null],
    ['<+regions[1]>', 'us'],
    ['<+regions.0>', 'eu'],
    ['<+["a", "b"]>', ['a', 'b']],
    ['<+"eu" =~ regions>', true],
    ['<+"eu" !~ ["us"]>', true],
    ['<+pipeline.name =^ "rel">', true],
    ['<+pipeline.name =$ "rel">', false],
    ['<+"<+pipeline.name>" == "release">', true],
    ['<+"v-<+pipeline.name>">', 'v-release'],
    ['<+"a\\n\\"b\\" \\u0041">', 'a\n"b" A'],
    ['<+empty("")>', true],
    ['<+size(regions)>', 2],
  ])('%s is %j', (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it.each<[string, boolean]>([
    ['"false" == true', false],
    ['"false" == false', true],
    ['"anything" == true', true],
    ['"" == false', true],
    ['"5" == 5', true],
    ['"5.0" == 5', true],
    ['"five" == 5', false],
    ['null == null', true],
    ['null == false', false],
    ['null == ""', false],
    ['null < 5', false],
    ['"b" > "a"', true],
    ['"10" > "9"', true],
    ['["a"] == ["a"]', true],
  ])('compares as JEXL does: %s is %s', (text, expected) => {
    expect(conditionOf(text)).toBe(expected);
  });

  it('does not evaluate the side that cannot matter', () => {
    expect(valueOf('<+ready || nope>')).toBe(true);
    expect(valueOf('<+!ready && nope>')).toBe(false);
    expect(valueOf('<+ready ? 1 : nope>')).toBe(1);
  });
});

describe('a condition', () => {
  it.each<[string, Value]>([
    ['<+pipeline.name> == "release"', true],
    ['<+<+pipeline.name> == "release">', true],
    ['<+pipeline.sequenceId> > 5 && <+pipeline.sequenceId>>6', true],
    ['<+pipeline.variables.deploy>', 'false'],
    ['  true\n', true],
  ])('%s is %j', (text, expected) => {
    expect(conditionOf(text)).toBe(expected);
  });

  it('is no text: what does not parse as one expression is refused', () => {
    expect(evaluateCondition('deploy the <+pipeline.name>', lookup)).toMatchObject({
      error: { code: 'syntax', message: 'expected an operator or the end, found `the`', offset: 7 },
    });
  });
});

describe('what has no value', () => {
  it.each([
    ['<+pipeline.nmae>', 'undefined-variable', 11, 'Did you mean "name"'],
    ['x <+nope> y', 'undefined-variable', 4, '`nope` is not defined'],
    ['<+pipeline.name.first>', 'undefined-variable', 16, 'text has no parts'],
    ['<+regions[9]>', 'undefined-variable', 10, 'is not defined'],
    ['<+pipeline.variables>', 'type', 2, 'name one of its parts: env'],
    ['<+pipeline.name.upper()>', 'unknown-function', 2, 'there is no method of text `upper`'],
    ['<+frobnicate(1)>', 'unknown-function', 2, 'there is no function `frobnicate`'],
    ['<+pipeline.name =~ "re(*">', 'type', 2, 'the pattern "re(*" is wrong'],
    ['<+pipeline.name.matches("(?=re)")>', 'type', 2, 'cannot be matched in linear time'],
    ['<+1 / 0>', 'type', 2, 'division by zero'],
    ['<+ready - 1>', 'type', 2, 'cannot be applied to a boolean and a number'],
    ['<+!regions>', 'type', 3, 'a list is neither true nor false'],
    ['<+step.output>', 'self-reference', 2, 'a step cannot read its output'],
    ['<+step.output.x>', 'self-reference', 2, 'a step cannot read its output'],
    ['<+pipeline.name', 'syntax', 15, 'expected `>` to close the expression'],
    ['<+>', 'syntax', 2, 'expected a value, found `>`'],
    ['<+pipeline.>', 'syntax', 11, 'expected a name after the dot'],
    ['<+ready ? 1>', 'syntax', 11, 'expected `:`'],
    ['<+(1>', 'syntax', 5, 'expected a value'],
    ['<+"abc>', 'syntax', 2, 'is not closed'],
    ['<+a § b>', 'syntax', 4, 'found `§`'],
  ])('%s is refused as %s at %i', (text, code, offset, message) => {
    const fault = faultOf(text);
    expect(fault).toMatchObject({ code, offset });
    expect(fault.message).toContain(message);
  });

  it('knows nothing of JavaScript', () => {
    const names = [
      'constructor',
      '__proto__',
      'prototype',
      'hasOwnProperty',
      'toString',
      'valueOf',
    ];
    for (const name of names) {
      expect(faultOf(`<+${name}>`).code).toBe('undefined-variable');
      for (const receiver of ['"a"', 'ready', 'regions', 'pipeline', 'pipeline.tags', '[1]']) {
        expect(faultOf(`<+${receiver}.${name}>`).code).toBe('undefined-variable');
        expect(faultOf(`<+${receiver}["${name}"]>`).code).toBe('undefined-variable');
      }
    }
    for (const method of ['constructor', '__defineGetter__', 'call', 'apply', 'valueOf', 'map']) {
      expect(faultOf(`<+regions.${method}("x")>`).code).toBe('unknown-function');
      expect(faultOf(`<+pipeline.tags.${method}("x")>`).code).toBe('unknown-function');
    }
  });
});

describe('secrets', () => {
  it('are opaque values by reference', () => {
    expect(valueOf('<+secrets.getValue("account.token")>')).toEqual(secretOf('account.token'));
  });

  it.each([
    'token <+secrets.getValue("t")>',
    '<+secrets.getValue("t") + "x">',
    '<+secrets.getValue("t") == "guess">',
    '<+secrets.getValue("t").length()>',
    '<+"abc".contains(secrets.getValue("t"))>',
    '<+"<+secrets.getValue("t")>">',
    '<+[secrets.getValue("t")].join(",")>',
    '<+secrets.getValue("t").reference>',
    '<+!secrets.getValue("t")>',
  ])('cannot be looked into: %s', (text) => {
    expect(faultOf(text).code).toBe('type');
  });

  it('cannot be forged by data that looks like one', () => {
    const forged = { kind: 'secret', reference: { secret: 'root-password' } };
    expect(valueOf('x <+a.reference.secret>', lookupOf({ a: forged }))).toBe('x root-password');
  });
});

describe('the limits', () => {
  const small = { ...defaultLimits, textLength: 300, tokens: 100, resultLength: 400, steps: 60 };
  const limited = (text: string, names = lookup) => {
    const result = evaluateText(text, names, small);
    return result.ok ? 'a value' : result.error.code;
  };

  it.each([
    ['of the length of the text', 'x'.repeat(301)],
    ['of the number of tokens', `<+[${'1,'.repeat(120)}1]>`],
    [
      'of what a result may hold',
      `<+"${'x'.repeat(250)}".concat("${'y'.repeat(10)}".replace("y","zzzzzzzzzzzzzzzzzzzz"))>`,
    ],
    ['of the steps taken', `<+[${'1+1,'.repeat(24)}1].size()>`],
  ])('%s refuse', (_what, text) => {
    expect(limited(text)).toBe('limit');
  });

  it.each([
    ['brackets', (depth: number) => `<+${'('.repeat(depth)}1${')'.repeat(depth)}>`],
    ['nested expressions', (depth: number) => `${'<+'.repeat(depth)}1${'>'.repeat(depth)}`],
    ['a chain of operators', (depth: number) => `<+1${' + 1'.repeat(depth)}>`],
    ['a chain of negations', (depth: number) => `<+${'!'.repeat(depth)}true>`],
    ['a long path', (depth: number) => `<+a${'.b'.repeat(depth)}>`],
    ['ternaries', (depth: number) => `<+${'true ? '.repeat(depth)}1${' : 2'.repeat(depth)}>`],
    ['lists', (depth: number) => `<+${'['.repeat(depth)}${']'.repeat(depth)}>`],
  ])('refuse %s that are nested without end, and do not overflow', (_what, text) => {
    expect(faultOf(text(50_000)).code).toBe('limit');
  });
});

it('the trace holds every path with its value, in the order of evaluation', () => {
  const text = 'x <+<+pipeline.name> == "release"> <+regions.join("-").toUpperCase()>';
  const result = evaluateText(text, lookup);
  expect(result.ok && result.value.trace).toEqual([
    { expression: 'pipeline.name', value: 'release', offset: 6 },
    { expression: 'regions.join("-").toUpperCase()', value: 'EU-US', offset: 37 },
  ]);
});
