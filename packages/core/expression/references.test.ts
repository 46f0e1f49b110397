import { expect, it } from 'vitest';
import { referencesIn } from './references.ts';

function pathsOf(text: string): readonly string[] {
  const references = referencesIn(text);
  if (!references.ok) throw new Error(references.error.message);
  return references.value.map(
    ({ path, open }) => path.map((part) => part.name).join('/') + (open ? '/?' : ''),
  );
}

it.each([
  ['no expression', []],
  ['<+pipeline.stages.build.status>', ['pipeline/stages/build/status']],
  ['<+a.b>-<+c>', ['a/b', 'c']],
  ['<+<+a.b> == "x" && c["d e"]."f">', ['a/b', 'c/d e/f']],
  [
    '<+pipeline.stages.<+pipeline.variables.x>.status>',
    ['pipeline/stages/?', 'pipeline/variables/x'],
  ],
  ['<+a.get("b").c>', ['a/b/c']],
  ['<+a.b.split(c.d)[0]>', ['a/b/?', 'c/d']],
  ['<+x ? y : f(z)>', ['x', 'y', 'z']],
  ['<+"in <+a.b> text">', ['a/b']],
  ['<+(a + b).length()>', ['a', 'b']],
])('%s refers to %j', (text, expected) => {
  expect(pathsOf(text)).toEqual(expected);
});

it('each part of a reference knows where it stands', () => {
  const references = referencesIn('x <+pipeline.stages."b c">');
  expect(references.ok && references.value[0]?.path).toEqual([
    { name: 'pipeline', start: 4, end: 12 },
    { name: 'stages', start: 13, end: 19 },
    { name: 'b c', start: 20, end: 25 },
  ]);
});
