import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Result } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds wrong with the page as it stands, each with the elements; nothing is excused. A page is given axe once:
 * that, and not its looking, is most of the work.
 */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  if (page.frames().length > 1) throw new Error('axe would not look into the frames of this page');
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const violations: readonly Result[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => `  ${html}`).join('\n')}`,
  );
}
