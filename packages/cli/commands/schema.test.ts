import { SCHEMAS } from '@reprise/core/pipeline';
import { expect, it } from 'vitest';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

async function schema(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main(['schema', ...args], terminal);
  return { code, ...printed };
}

it('prints the schema of a pipeline, or of what is named', async () => {
  expect(JSON.parse((await schema()).out)).toEqual(SCHEMAS.pipeline);
  expect(JSON.parse((await schema('input-set')).out)).toEqual(SCHEMAS['input-set']);
});

it('knows no others', async () => {
  expect(await schema('trigger')).toMatchObject({ code: 2, out: '' });
});
