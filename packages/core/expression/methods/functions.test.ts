import { describe, expect, it } from 'vitest';
import { evaluateCondition, evaluateText } from '../evaluate.ts';
import { MOMENT, secretOf, type Value } from '../index.ts';
import { lookupOf } from '../testing/lookup.ts';

const body = JSON.stringify({
  title: 'Dune',
  data: { pins: { 'svc://api': '1.2' } },
  books: [
    { isbn: 1, tags: ['a'] },
    { isbn: 2, tags: [] },
  ],
  parent: null,
});
const shop =
  '<?xml version="1.0"?><!-- all --><shop><book id="7"><title>A &amp; B</title></book><book id="8"><title><![CDATA[<C>]]></title></book><empty/></shop>';

const lookup = lookupOf({
  [MOMENT]: Date.UTC(2024, 0, 31, 23, 59, 58),
  body,
  shop,
  data: { list: [1, 2] },
  version: 'v1.20.3-rc1',
  secret: secretOf('s'),
  long: 'x'.repeat(100_000),
});

const value = (expression: string) => evaluateText(`<+${expression}>`, lookup);

describe('functions', () => {
  it.each<[string, Value]>([
    ['json.select("title", body)', 'Dune'],
    ['json.select("data.pins.svc://api", body)', '1.2'],
    ['json.select("$.books[1].isbn", body)', 2],
    ['json.select("books[-1].isbn", body)', 2],
    ['json.select("$[\'data\'].pins", body)', { 'svc://api': '1.2' }],
    ['json.select("books[*].isbn", body)', [1, 2]],
    ['json.select("$..isbn", body)', [1, 2]],
    ['json.select("books[*].none", body)', []],
    ['json.select("parent", body)', null],
    ['json.list("books", body).get(1).isbn', 2],
    ['json.list("books", body).size()', 2],
    ['json.object(body).books[0].tags[0]', 'a'],
    ['json.object(body).parent', null],
    ['json.object(data).list', [1, 2]],
    ['json.format(data)', '{"list":[1,2]}'],
    ['json.format("a\\"b")', '"a\\"b"'],
    ['json.select("title", <+body>)', 'Dune'],
    ['xml.select("/shop/book[1]/title", shop)', 'A & B'],
    ['xml.select("//book[2]/title/text()", shop)', '<C>'],
    ['xml.select("/shop/book[2]/@id", shop)', '8'],
    ['xml.select("shop/empty", shop)', ''],
    ['regex.extract("[0-9]+(\\\\.[0-9]+)*", version)', '1.20.3'],
    ['regex.extract("z+", version)', null],
    ['regex.match("rc", version)', true],
    ['regex.match("^rc", version)', false],
    ['regex.replace("[0-9]+", "n", version)', 'vn.n.n-rcn'],
    ['regex.replace("v(\\\\d)\\\\.(\\\\d+)", "$2/$1", version)', '20/1.3-rc1'],
    ['currentDate()', '2024-01-31'],
    ['currentTime()', '2024-01-31T23:59:58'],
    ['currentDate().plusDays(2).plusMonths(1)', '2024-03-02'],
    ['currentDate().plusMonths(1)', '2024-02-29'],
    ['currentDate().plusYears(1).plusMonths(1)', '2025-02-28'],
    ['currentDate().minusWeeks(1)', '2024-01-24'],
    ['currentTime().plusSeconds(2)', '2024-02-01T00:00:00'],
    ['currentTime().plusHours(1).minusMinutes(60)', '2024-01-31T23:59:58'],
    ['empty("")', true],
    ['empty ""', true],
    ['empty [1] || size "ab" == 2', true],
    ['not empty <+"a">', true],
    ['size(json.list("books", body))', 2],
  ])('%s is %j', (expression, expected) => {
    expect(value(expression)).toMatchObject({ ok: true, value: { value: expected } });
  });

  it.each([
    ['json.select("titel", body)', 'undefined-variable', 'Did you mean "title"?'],
    ['json.select("title.x", body)', 'undefined-variable', '(there is text)'],
    ['json.select("books[?(@.isbn)]", body)', 'type', 'is not understood at "[?(@.isbn)]"'],
    ['json.select("a", "{oops")', 'type', 'this is not JSON: "{oops"'],
    ['json.select("__proto__", body)', 'undefined-variable', 'leads to nothing'],
    ['json.select("books.constructor", body)', 'undefined-variable', 'leads to nothing'],
    ['json.list("title", body)', 'type', 'leads to text, not to a list'],
    ['json.object("[".concat("[".repeat(300)))', 'limit', 'nested more than 200 deep'],
    ['json.selekt("a", body)', 'unknown-function', 'Did you mean "select"?'],
    ['json.select("a")', 'type', '`select` takes 2 values, not 1'],
    ['json.format(secret)', 'type', 'a secret can be placed in the text of a task'],
    ['xml.select("/shop/none", shop)', 'undefined-variable', 'leads to nothing'],
    ['xml.select("/shop[a=1]", shop)', 'type', 'is not understood'],
    ['xml.select("/a", "<a><b></a>")', 'type', 'this is not XML'],
    ['xml.select("/a", "<!DOCTYPE a [<!ENTITY x \\"y\\">]><a>&x;</a>")', 'type', 'not XML'],
    ['regex.extract("(", version)', 'type', 'the pattern "(" is wrong'],
    ['regex.extract("a(?=b)", version)', 'type', 'cannot be matched in linear time'],
    ['regex.match("(.{0,999})+z", long)', 'limit', 'take too long to match'],
    ['currentDate().plusHours(1)', 'type', 'is a method of a time such as currentTime()'],
    ['"tomorrow".plusDays(1)', 'type', 'is a method of a date such as currentDate()'],
    ['currentDate().plusYears(100000)', 'type', 'out of the years'],
    ['new java.text.SimpleDateFormat("yyyy")', 'unknown-function', 'Java objects'],
    ['new("java.util.Date")', 'unknown-function', 'Java objects'],
  ])('%s is refused: %s, %s', (expression, code, message) => {
    const result = value(expression);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(!result.ok && result.error.message).toContain(message);
  });

  it('does not know the time where none is given', () => {
    expect(evaluateText('<+currentDate()>', lookupOf({}))).toMatchObject({
      ok: false,
      error: { code: 'type' },
    });
  });

  it('pays for every pattern, so that many of them cannot take for ever', () => {
    const text = '<+regex.match("(x+x+)+y", long)>'.repeat(200);
    expect(evaluateText(text, lookup)).toMatchObject({ ok: false, error: { code: 'limit' } });
  });

  it.each<[string, boolean]>([
    ['version =~ "v.*"', true],
    ['version =~ "1"', false],
    ['version !~ "v.*"', false],
    ['version.matches("v[\\\\d.]+-rc\\\\d")', true],
    ['"a" =~ ["a", "b"]', true],
    ['null =~ ".*"', false],
  ])('the condition %s is %j', (condition, expected) => {
    expect(evaluateCondition(condition, lookup)).toMatchObject({ value: { value: expected } });
  });
});
