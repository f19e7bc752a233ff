/** report.html in a real browser: offline, silent, readable at two widths, in both colour schemes and on paper. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../reports/html/render.ts';
import { briefReport } from '../../reports/stress-report.ts';
import { makeRunFolder } from '../fixtures/run-folder.ts';
import type { FixtureOptions } from '../fixtures/run-folder.ts';
import { findBrowser, missingBrowser } from './find-browser.ts';
import { faintTexts, overlappingTexts, pageWidth, pictureSizes } from './measure-page.ts';

const runs: Readonly<Record<string, FixtureOptions>> = {
  'one parameter set': {},
  'three parameter sets': { sets: ['venue-2020', 'venue-2022', 'venue-2024'] },
  'nothing happened': { calm: true },
  'hostile names': {
    sets: ['a', 'b'],
    hostileName: `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">\u202e&lt;b&gt;`,
  },
};
const views = [1280, 400].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

const executablePath = findBrowser();
if (executablePath === undefined) process.stderr.write(`${missingBrowser('test/browser/report.test.ts')}\n`);

/** An opened report and what the browser said about it. */
interface Opened {
  readonly page: Page;
  readonly messages: string[];
  readonly requests: string[];
}

describe.runIf(executablePath !== undefined)('report.html in a browser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'report-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dir, { recursive: true });
  });

  async function open(name: string, view: { width: number; colorScheme: 'light' | 'dark' }): Promise<Opened> {
    const file = join(dir, `${name.split(' ').join('-')}.html`);
    writeFileSync(file, await renderHtml(briefReport(makeRunFolder(runs[name]))));
    const page = await browser.newPage({ viewport: { width: view.width, height: 900 }, colorScheme: view.colorScheme });
    const opened: Opened = { page, messages: [], requests: [] };
    page.on('console', (message) => opened.messages.push(message.text()));
    page.on('pageerror', (error) => opened.messages.push(error.message));
    page.on('request', (request) => opened.requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return opened;
  }

  describe.each(Object.keys(runs))('%s', (name) => {
    it.each(views)('is silent, whole and legible at $width px, $colorScheme', async (view) => {
      const { page, messages, requests } = await open(name, view);
      expect(messages).toEqual([]);
      expect(requests).toEqual([page.url()]);
      expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(view.width);
      for (const { width, height } of await page.evaluate(pictureSizes)) {
        expect(width).toBeGreaterThan(300);
        expect(height).toBeGreaterThan(100);
      }
      expect(await page.evaluate(overlappingTexts)).toEqual([]);
      expect(await page.evaluate(faintTexts)).toEqual([]);
      await page.close();
    });
  });

  it('runs no script that a name carries', async () => {
    const { page } = await open('hostile names', views[0]);
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('script, img, iframe').count()).toBe(0);
    await page.close();
  });

  it('opens the numbers behind a chart with the keyboard, without widening the page', async () => {
    const { page } = await open('one parameter set', views[2]);
    const details = page.locator('details').first();
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await details.locator('table').isVisible()).toBe(true);
    await page.evaluate(() => document.querySelectorAll('details').forEach((element) => { element.open = true; }));
    expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(views[2].width);
    await page.close();
  });

  it('leads with the keyboard from the skip link to the content and through the contents', async () => {
    const { page } = await open('one parameter set', views[0]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#verdict');
    await page.close();
  });

  it('prints in ink on white, even where the screen is dark, and nothing runs off the paper', async () => {
    const { page } = await open('three parameter sets', { width: 700, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(700);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    await page.close();
  });
});
