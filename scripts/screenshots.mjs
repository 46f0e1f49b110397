// `npm run screenshots [page…]`: every page at four sizes in both themes into dist/pictures, and those that the README
// shows into docs/pictures.
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from './lib/bundle.mjs';
import { CHROMIUM_FLAGS, ensureChromium, findChromium, NO_CHROMIUM } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';
import { startDemoServer } from './lib/pictures/demo-server.mjs';
import {
  ASKS,
  BREAKS,
  CONTINUED,
  FAILS,
  LONG,
  PASSES,
  RUNS,
  UNDECIDED,
} from './lib/pictures/pipelines.mjs';

const SIZES = { phone: [360, 740], tablet: [768, 1024], laptop: [1280, 800], desk: [1920, 1080] };
const THEMES = /** @type {const} */ (['light', 'dark']);

/** Which pictures the README shows, and as what. */
const SHOWN = [
  { picture: 'list-laptop-light', as: 'executions.png' },
  { picture: 'failed-laptop-light', as: 'execution.png' },
  { picture: 'retry-laptop-light', as: 'retry.png' },
];

requireNode();
ensureInstalled();
ensureChromium();
await ensureBuilt();
const folder = join(root, 'dist', 'pictures');
await mkdir(folder, { recursive: true });
const demo = await startDemoServer();
try {
  await shoot(await pages(), process.argv.slice(2));
} finally {
  await demo.stop();
}
for (const { picture, as } of SHOWN) {
  const to = join(root, 'docs', 'pictures');
  await mkdir(to, { recursive: true });
  await copyFile(join(folder, `${picture}.png`), join(to, as));
}

/** What is photographed: the addresses, with something to see behind each. */
async function pages() {
  const [long, undecided] = [await demo.run(LONG), await demo.run(UNDECIDED)];
  await demo.ended(long);
  const passed = await demo.run(PASSES);
  const running = await demo.run(RUNS);
  const failed = await demo.run(FAILS);
  const [asking, broken] = [await demo.run(ASKS), await demo.run(CONTINUED)];
  for (const each of [passed, failed, broken]) await demo.ended(each);
  const continued = await demo.retry(broken, 'docs_release', 'publish');
  await demo.ended(continued);
  for (const each of [await demo.run(BREAKS), await demo.again('mirror')]) await demo.ended(each);
  const batch = await demo.retryMany('mirror');
  const project = `${demo.url}/orgs/default/projects/default_project`;
  return {
    list: `${project}/executions`,
    none: `${project}/executions?text=nothing-is-called-so`,
    failed: `${project}/executions/${failed}`,
    running: `${project}/executions/${running}`,
    passed: `${project}/executions/${passed}?node=pipeline.stages.publish`,
    yaml: `${project}/executions/${failed}?view=yaml`,
    acts: `${project}/executions/${broken}?view=acts`,
    retry: `${project}/executions/${failed}/retry`,
    long: `${project}/executions/${long}`,
    far: `${project}/executions/${long}/retry`,
    undecided: `${project}/executions/${undecided}`,
    continued: `${project}/executions/${continued}`,
    reused: `${project}/executions/${continued}?node=pipeline.stages.build`,
    asking: `${project}/executions/${asking}`,
    approvals: `${project}/approvals`,
    pipelines: `${project}/pipelines`,
    pipeline: `${project}/pipelines/shop`,
    write: `${project}/new-pipeline`,
    many: `${project}/retry-batches/new`,
    batch: `${project}/retry-batches/${batch}`,
    batches: `${project}/retry-batches`,
    login: `${demo.url}/login`,
    run: `${project}/pipelines/docs_release/run`,
    rerun: `${project}/executions/${failed}/rerun`,
    missing: `${project}/executions/nobody`,
  };
}

/** @param {Record<string, string>} all @param {string[]} named */
async function shoot(all, named) {
  const { chromium } = await import('playwright-core');
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  for (const theme of THEMES) {
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      const viewport = { width: width ?? 0, height: height ?? 0 };
      const page = await browser.newPage({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
      for (const [name, url] of Object.entries(all)) {
        if (named.length > 0 && !named.includes(name)) continue;
        await page.goto(url);
        await page.locator('h1, [role=alert]').first().waitFor();
        // The live stream and the log come after the page: half a second is enough on any machine that one looks at.
        await page.waitForTimeout(600);
        await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
      }
      await page.close();
    }
  }
  await browser.close();
}
