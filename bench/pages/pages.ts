import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '../../scripts/lib/chromium.mjs';
import { type Figure, repeat } from '../measure.ts';
import { chainOfStages, chainOfSteps } from '../pipelines.ts';
import { WHERE, withFolder } from '../server.ts';
import { pause, startServerProcess } from '../server-process.ts';
import { PROBE } from './probe.ts';

const STAGES = 1_000;
const LINES = 1_000_000;
const TIMES = 9;
const STEP = 'pipeline.stages.stage_1.spec.execution.steps.step_1';

/** The pages in a real Chromium, before the real server: a large execution, a change of it, and a long log. */
export const pages = (): Promise<readonly Figure[]> => withFolder(measure);

async function measure(folder: string): Promise<readonly Figure[]> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  const server = await startServerProcess(folder);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const wide = chainOfStages('wide', STAGES, (n) => (n === 1 ? 'exit 1' : ':'));
    const long = chainOfSteps('long', 1, () => `seq -f 'line %.0f' 1 ${LINES}`);
    const drawing = await drawn(browser, await run(server.url, 'wide', wide));
    const opening = await opened(browser, await run(server.url, 'long', long));
    return [
      { what: `${STAGES} stages: drawn`, unit: 'ms', samples: drawing.whole, aim: '< 50' },
      { what: `${STAGES} stages: one node updated`, unit: 'ms', samples: drawing.one, aim: '< 5' },
      { what: `${LINES} log lines: opened`, unit: 'ms', samples: opening, aim: '< 1000' },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

interface Ask {
  readonly data: {
    readonly planExecution?: { readonly uuid: string };
    readonly pipelineExecutionSummary?: { readonly endTs: number | null };
  };
}

/** Runs a pipeline to its end; answers the address of its execution's page. */
async function run(url: string, id: string, body: string): Promise<string> {
  const ask = async (path: string, init?: RequestInit): Promise<Ask['data']> => {
    const answer = await fetch(`${url}/pipeline/api/${path}?${WHERE}`, init);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    const read: Ask = JSON.parse(await answer.text());
    return read.data;
  };
  const headers = { 'content-type': 'application/yaml' };
  await ask('pipelines/v2', { method: 'POST', headers, body });
  const { planExecution } = await ask(`pipeline/execute/${id}`, { method: 'POST', headers });
  const execution = planExecution?.uuid ?? '';
  for (;;) {
    const { pipelineExecutionSummary } = await ask(`pipelines/execution/v2/${execution}`);
    if (pipelineExecutionSummary?.endTs !== null) break;
    await pause(100);
  }
  return `${url}/orgs/default/projects/default_project/executions/${execution}`;
}

interface Drawn {
  readonly whole: readonly number[];
  readonly one: readonly number[];
}

/** From the moment when the page has been told of all nodes, and then of one, until it shows them. */
async function drawn(browser: Browser, address: string): Promise<Drawn> {
  const one: number[] = [];
  const whole = await repeat(TIMES, async () => {
    const page = await newPage(browser);
    await page.goto(address);
    await page.getByRole('tab', { name: 'Stages' }).waitFor();
    await page.evaluate('probe.ready');
    const took = await page.evaluate<number>(
      `probe.time(() => probe.feed(probe.whole), () => document.querySelector('[title="stage_2: Not started"]') !== null && document.querySelector('[role=treeitem]') !== null)`,
    );
    one.push(await page.evaluate<number>(ONE_NODE));
    await page.context().close();
    return took;
  });
  return { whole, one };
}

/** The second stage begins to run, as the server would tell it. */
const ONE_NODE = `(() => {
  const data = JSON.parse(/^data: (.*)$/m.exec(probe.whole)[1]);
  const node = data.nodes.find(({ identifier }) => identifier === 'stage_2');
  const changed = { ...node, status: 'Running', startTs: Date.now() };
  const change = { ...data, version: data.version + 1, complete: false, nodes: [changed] };
  return probe.time(
    () => probe.feed('event: change\\ndata: ' + JSON.stringify(change) + '\\n\\n'),
    () => document.querySelector('[title="stage_2: Running"]') !== null,
  );
})()`;

/** From the click on a step until the last line of its log is to be read. */
async function opened(browser: Browser, address: string): Promise<readonly number[]> {
  return repeat(TIMES, async () => {
    const page = await newPage(browser);
    await page.goto(`${address}?node=pipeline.stages.stage_1`);
    await page.getByRole('tab', { name: 'Stages' }).waitFor();
    await page.evaluate('probe.ready');
    await page.evaluate('probe.feed(probe.whole)');
    await page.getByRole('treeitem', { name: /^step_1,/ }).waitFor();
    const took = await page.evaluate<number>(
      `probe.time(() => document.querySelector('[role=treeitem][aria-label^="step_1,"]').click(), () => document.querySelector('[aria-label="Link to line ${LINES}"]')?.parentElement.textContent.includes('line ${LINES}'))`,
    );
    if (!page.url().includes(STEP)) throw new Error(`the step was not opened: ${page.url()}`);
    await page.context().close();
    return took;
  });
}

async function newPage(browser: Browser): Promise<Page> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  await context.addInitScript({ content: PROBE });
  return context.newPage();
}
