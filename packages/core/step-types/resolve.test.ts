import { asMilliseconds, ok, refused } from '@reprise/core';
import { expect, it } from 'vitest';
import type { ShellScriptSpec } from './model/index.ts';
import { stepTypes } from './registry.ts';
import { resolveStep } from './resolve.ts';
import type { StepTexts } from './texts.ts';

const at = { line: 3, column: 5 };
const text = (said: string) => ({ text: said, at });

/** Resolves every text to itself in capitals, a text of `secret` to a reference, and refuses `wrong`. */
const texts: StepTexts = {
  text: (it) =>
    it.text === 'wrong' ? refused({ message: 'no', at: it.at }) : ok(it.text.toUpperCase()),
  taskText: (it) => {
    if (it.text === 'wrong') return refused({ message: 'no', at: it.at });
    return ok(it.text === 'secret' ? [{ secret: 'id' }] : it.text.toUpperCase());
  },
  deferred: (it, kind) =>
    it.text === 'wrong'
      ? refused({ message: 'no', at: it.at })
      : ok({ text: it.text, kind, known: {} }),
  gitConnector: () => undefined,
  imageConnector: () => undefined,
};

const script: ShellScriptSpec = {
  type: 'ShellScript',
  shell: 'Bash',
  script: text('echo'),
  environment: [
    { name: 'TOKEN', value: text('secret') },
    { name: '__proto__', value: text('plain') },
  ],
  outputs: [{ name: 'a', variable: 'A', secret: false }],
  delegateSelectors: ['linux'],
};

it('a script becomes a task for a delegate, with secrets by reference', () => {
  expect(resolveStep(script, texts)).toEqual(
    ok({
      kind: 'task',
      task: {
        type: 'ShellScript',
        shell: 'Bash',
        script: 'ECHO',
        environment: Object.fromEntries([
          ['TOKEN', [{ secret: 'id' }]],
          ['__proto__', 'PLAIN'],
        ]),
        outputs: script.outputs,
      },
      selectors: ['linux'],
    }),
  );
});

it('an approval becomes something that the engine waits for', () => {
  const spec = {
    type: 'HarnessApproval',
    message: text('ship?'),
    userGroups: ['all'],
    minimumCount: 1,
    disallowPipelineExecutor: false,
    inputs: [{ name: 'why', defaultValue: text('because') }],
  } as const;
  expect(resolveStep(spec, texts)).toEqual(
    ok({
      kind: 'approval',
      approval: {
        message: 'SHIP?',
        userGroups: ['all'],
        minimumCount: 1,
        disallowPipelineExecutor: false,
        inputs: [{ name: 'why', defaultValue: 'BECAUSE' }],
      },
    }),
  );
});

it('a wait becomes time to pass', () => {
  const duration = asMilliseconds(10_000);
  expect(resolveStep({ type: 'Wait', duration }, texts)).toEqual(ok({ kind: 'wait', duration }));
});

it('a text without a value refuses the step and says where', () => {
  const wrong = { ...script, environment: [{ name: 'A', value: text('wrong') }] };
  expect(resolveStep(wrong, texts)).toEqual(refused({ message: 'no', at }));
  expect(resolveStep({ ...script, script: text('wrong') }, texts)).toEqual(
    refused({ message: 'no', at }),
  );
});

it('each step type stands in the table under its own name', () => {
  for (const [name, { type }] of Object.entries(stepTypes)) expect(type).toBe(name);
});

it('a secret variable of a script is worth the secret that it names', () => {
  const environment = [
    { name: 'A', value: text('token'), secret: true },
    { name: 'B', value: text('secret'), secret: true },
  ];
  expect(resolveStep({ ...script, environment }, texts)).toMatchObject(
    ok({ task: { environment: { A: [{ secret: 'TOKEN' }], B: [{ secret: 'id' }] } } }),
  );
});
