import { describe, expect, it } from 'vitest';
import { evaluateText } from '../evaluate.ts';
import type { Value } from '../model.ts';
import { lookupOf } from '../testing/lookup.ts';

const lookup = lookupOf({
  csv: 'a,b,,',
  list: ['x', 'y'],
  data: { k: 'v' },
  flag: true,
  none: null,
});

describe('methods', () => {
  it.each<[string, Value]>([
    ['csv.split(",")', ['a', 'b']],
    ['"1.2.3".split("\\\\.")', ['1', '2', '3']],
    ['"".split(",")', ['']],
    ['"abc".split(".")', []],
    ['"a1b22c".split("\\\\d+")', ['a', 'b', 'c']],
    ['"a,b,c".split(",", 2)', ['a', 'b,c']],
    ['"a-b-c".replaceAll("-", "+")', 'a+b+c'],
    ['"a-b-c".replaceFirst("-", "+")', 'a+b-c'],
    ['"abc".matches("a.*")', true],
    ['"abc".charAt(1)', 'b'],
    ['"b".compareTo("a")', 1],
    ['"ab".repeat(2)', 'abab'],
    ['"abab".indexOf("a", 1)', 2],
    ['list.subList(0, 1)', ['x']],
    ['list.lastIndexOf("y")', 1],
    ['data.getOrDefault("none", 1)', 1],
    ['data.containsValue("v")', true],
    ['flag.intValue()', 1],
    ['csv.split(",").size()', 2],
    ['csv.split(",")[1]', 'b'],
    ['csv.contains("b,")', true],
    ['csv.concat("!")', 'a,b,,!'],
    ['csv.toString()', 'a,b,,'],
    ['"Ab".toLowerCase()', 'ab'],
    ['"Ab".toUpperCase()', 'AB'],
    ['" a ".trim()', 'a'],
    ['csv.length()', 5],
    ['csv.size()', 5],
    ['"pipeline".substring(4)', 'line'],
    ['"pipeline".substring(0, 4)', 'pipe'],
    ['csv.startsWith("a")', true],
    ['csv.endsWith("a")', false],
    ['csv.replace(",", ";")', 'a;b;;'],
    ['csv.indexOf("b")', 2],
    ['csv.lastIndexOf(",")', 4],
    ['"".isEmpty()', true],
    ['" ".isBlank()', true],
    ['"a".equals("a")', true],
    ['"a".equalsIgnoreCase("A")', true],
    ['list.get(0)', 'x'],
    ['list.join("+")', 'x+y'],
    ['list.contains("y")', true],
    ['list.indexOf("z")', -1],
    ['list.isEmpty()', false],
    ['list.toString()', '["x","y"]'],
    ['data.get("k")', 'v'],
    ['data.containsKey("constructor")', false],
    ['data.keySet()', ['k']],
    ['data.values()', ['v']],
    ['flag.toString()', 'true'],
    ['12.toString()', '12'],
    ['none.split(",").get(0)', null],
  ])('%s is %j', (expression, expected) => {
    expect(evaluateText(`<+${expression}>`, lookup)).toMatchObject({
      ok: true,
      value: { value: expected },
    });
  });

  it.each([
    ['csv.split()', 'type', '`split` takes 1 to 2 values, not 0'],
    ['csv.substring(3, 2)', 'type', 'substring takes a start'],
    ['csv.substring(0, 99)', 'type', 'the text has 5 characters'],
    ['csv.replace("", "x")', 'type', 'not empty text'],
    ['list.get(2)', 'type', 'the list has 2 items'],
    ['csv.tolowercase()', 'unknown-function', 'Did you mean "toLowerCase"?'],
  ])('%s is refused: %s, %s', (expression, code, message) => {
    const result = evaluateText(`<+${expression}>`, lookup);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(!result.ok && result.error.message).toContain(message);
  });
});
