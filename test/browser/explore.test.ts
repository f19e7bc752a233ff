/** The explorable report in a real browser: silent under its policy, usable by keyboard, right in what it says, whole without a script. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import { pathSteps } from '../../reports/explore/path-steps.ts';
import { formatPrice, formatTime, formatUsd } from '../../reports/format.ts';
import { renderHtml } from '../../reports/html/render.ts';
import { briefReport } from '../../reports/stress-report.ts';
import { makeRunFolder } from '../fixtures/run-folder.ts';
import type { FixtureOptions } from '../fixtures/run-folder.ts';
import { findBrowser, missingBrowser } from './find-browser.ts';
import { faintTexts, pageWidth } from './measure-page.ts';

const runs = "document.title='owned'";
const hostileName = `"><script>${runs}</script></script><!--\u2028\u202e]]>{{constructor}}<img src=x onerror="${runs}">`;
const executablePath = findBrowser();
if (executablePath === undefined) process.stderr.write(`${missingBrowser('test/browser/explore.test.ts')}\n`);

/** A journal of three liquidations in the first instrument of the first set. */
function withJournal(run: RunFolder): RunFolder {
  const [set] = run.evidence.sets;
  const [first] = set.prices;
  const rows = [100, 100, 300].map((index, row) => ({
    parameter_set: set.id, time_ms: first.timeMs[index], kind: 'liquidation', account: `acct-${row}`, instrument: first.instrument,
    side: 'long', notional_usd: 1e6 * (row + 1), price: first.markUsd[index], shortfall_usd: row === 2 ? 5e4 : 0,
  }));
  const names = Object.keys(rows[0]) as (keyof (typeof rows)[number])[];
  const events = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
  const files = { ...run.manifest.files, 'events.arrow': { sha256: '', bytes: 0 } };
  return { ...run, manifest: { ...run.manifest, files }, events };
}

describe.runIf(executablePath !== undefined)('the explorable report in a browser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'explore-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dir, { recursive: true });
  });

  interface Opened {
    readonly page: Page;
    readonly run: RunFolder;
    readonly said: string[];
  }

  async function open(options: FixtureOptions = {}, view: BrowserContextOptions = {}): Promise<Opened> {
    const run = withJournal(makeRunFolder(options));
    const file = join(dir, 'report.html');
    writeFileSync(file, await renderHtml(briefReport(run), { explore: true }));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...view });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => said.push(request.url()));
    const address = pathToFileURL(file).href;
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.log(event.blockedURI)));
    await page.goto(address);
    expect(said.splice(0)).toEqual([address]);
    return { page, run, said };
  }

  async function explore(page: Page, id: string): Promise<Locator> {
    const figure = page.locator(`#${id}`);
    await figure.getByRole('button', { name: 'Explore' }).click();
    await figure.locator('.live svg').waitFor();
    return figure;
  }

  /** Labels of the x-axis below the live chart, in the order of the alphabet: the library keeps and moves their elements. */
  async function timesShown(figure: Locator): Promise<string[]> {
    return (await figure.locator('.live text').allTextContents()).filter((text) => /^\d\d:\d\d$|^\d+ \w{3}$/.test(text)).sort();
  }

  // Goal: every chart that can be explored opens without an error, a violation of the policy or a request.
  it('draws every chart live, silently', async () => {
    const { page, said } = await open({ sets: ['a', 'b'], hostileName });
    const buttons = page.getByRole('button', { name: 'Explore the chart' });
    const count = await buttons.count();
    expect(count).toBeGreaterThan(8);
    for (let left = count; left > 0; left--) await buttons.first().click();
    await expect.poll(() => page.locator('.live svg').count()).toBe(count);
    expect(said).toEqual([]);
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('img, iframe, script:not([type])').count()).toBe(1);
    await page.close();
  });

  // Goal: a pointer reads what the evidence says at that time.
  it('hover shows the values of the nearest point', async () => {
    const { page, run } = await open();
    const figure = await explore(page, 'price-1-1');
    const [prices] = run.evidence.sets[0].prices;
    const box = await figure.locator('.live svg').boundingBox();
    if (box === null) throw new Error('no chart');
    for (const index of [0, 180, 500]) {
      const x = (56 + (442 * index) / (prices.timeMs.length - 1)) / 508;
      await page.mouse.move(box.x + x * box.width, box.y + box.height * 0.3);
      const text = await figure.getByRole('status').textContent();
      expect(text).toContain(formatTime(prices.timeMs[index]));
      expect(text).toContain(`Mark price ${formatPrice(prices.markUsd[index])}`);
      expect(text).toContain(`Exogenous price ${formatPrice(prices.exogenousUsd[index])}`);
    }
    await page.close();
  });

  // Goal: everything works from the keyboard, from the button into the chart and back.
  it('keyboard alone: explore, move, zoom, pan, show all, leave', async () => {
    const { page, run } = await open();
    const figure = page.locator('#price-1-1');
    await figure.getByRole('button', { name: 'Explore' }).focus();
    await page.keyboard.press('Enter');
    await figure.locator('.live svg').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('live');
    const [prices] = run.evidence.sets[0].prices;
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await figure.getByRole('status').textContent()).toContain(formatTime(prices.timeMs[1]));
    const whole = await timesShown(figure);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(() => timesShown(figure)).not.toEqual(whole);
    const closer = await timesShown(figure);
    for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => timesShown(figure)).not.toEqual(closer);
    await page.keyboard.press('0');
    await expect.poll(() => timesShown(figure)).toEqual(whole);
    await page.keyboard.press('End');
    expect(await figure.getByRole('status').textContent()).toContain(formatTime(prices.timeMs[prices.timeMs.length - 1]));
    await page.keyboard.press('Escape');
    expect(await figure.locator('.live').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Explore');
    expect(await figure.locator('svg.drawing').isVisible()).toBe(true);
    await page.close();
  });

  // Goal: the buttons and the wheel change the axis; two steps in show a quarter of it.
  it('zooms by buttons and by the wheel with Ctrl', async () => {
    const { page, run } = await open();
    const figure = await explore(page, 'price-1-1');
    const whole = await timesShown(figure);
    const zoomIn = figure.getByRole('button', { name: 'Zoom in' });
    await zoomIn.click();
    await zoomIn.click();
    await expect.poll(() => timesShown(figure)).not.toEqual(whole);
    await figure.locator('.live').focus();
    await page.keyboard.press('ArrowRight');
    const { timeMs } = run.evidence.sets[0].prices[0];
    const spanMs = timeMs[timeMs.length - 1] - timeMs[0];
    const left = formatTime(timeMs.find((time) => time >= timeMs[0] + (3 / 8) * spanMs) ?? 0);
    expect(await figure.getByRole('status').textContent()).toContain(left);
    await figure.getByRole('button', { name: 'Whole axis' }).click();
    await expect.poll(() => timesShown(figure)).toEqual(whole);
    await figure.locator('.live').hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await expect.poll(() => timesShown(figure)).not.toEqual(whole);
    await page.close();
  });

  // Goal: a switched-off series vanishes from the picture and from what the cursor says.
  it('hides and shows a series', async () => {
    const { page } = await open();
    const figure = await explore(page, 'price-1-1');
    const bars = figure.locator('.live path[fill="#c2490f"]:not([opacity="0"])');
    const before = await bars.count();
    expect(before).toBeGreaterThan(0);
    const longs = figure.getByRole('button', { name: 'Longs liquidated' });
    await longs.click();
    await expect.poll(() => bars.count()).toBe(0);
    expect(await longs.getAttribute('aria-pressed')).toBe('false');
    await figure.getByRole('button', { name: 'Mark price', exact: true }).click();
    await figure.locator('.live').focus();
    await page.keyboard.press('ArrowRight');
    const text = await figure.getByRole('status').textContent();
    expect(text).toContain('Exogenous price');
    expect(text).not.toContain('Mark price');
    await longs.click();
    await expect.poll(() => bars.count()).toBe(before);
    await page.close();
  });

  // Goal: a parameter set that is switched off is gone in every section at once, on the screen only.
  it('hides a parameter set everywhere', async () => {
    const { page } = await open({ sets: ['venue-a', 'venue-b'] });
    const second = page.locator('[data-set="2"]');
    expect(await second.count()).toBeGreaterThan(3);
    await page.locator('#price').getByRole('button', { name: 'Venue b' }).click();
    for (const part of await second.all()) expect(await part.isVisible()).toBe(false);
    expect(await page.locator('#fund').getByRole('button', { name: 'Venue b' }).getAttribute('aria-pressed')).toBe('false');
    await page.emulateMedia({ media: 'print' });
    expect(await second.first().isVisible()).toBe(true);
    await page.close();
  });

  // Goal: at every step the walk says what path-steps computes, and jumps to the journal's events.
  it('walks through the path with the right numbers', async () => {
    const { page, run, said } = await open();
    const [set] = run.evidence.sets;
    const walk = page.locator('#price-1-1-steps');
    const slider = walk.getByRole('slider');
    const told = walk.locator('.scrub-said');
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await slider.inputValue()).toBe('1');
    await walk.getByRole('button', { name: 'To the next event' }).click();
    expect(await slider.inputValue()).toBe('100');
    expect(await told.textContent()).toContain('$3M in 2 liquidations');
    await walk.getByRole('button', { name: 'To the next event' }).click();
    expect(await told.textContent()).toContain('$6M in 3 liquidations');
    expect(await told.textContent()).toContain('acct-2 long $3M');
    expect(await told.textContent()).toContain('shortfall $50k');
    const steps = pathSteps({ prices: set.prices[0], liquidations: set.liquidations[0], fund: set.fund, events: [] });
    expect(await told.textContent()).toContain(formatPrice(steps.markUsd[300]));
    expect(await told.textContent()).toContain(formatUsd(steps.fundUsd?.[300] ?? NaN));
    expect(await slider.getAttribute('aria-valuetext')).toContain(formatTime(steps.timeMs[300]));
    const rule = await walk.locator('.cursor line').first().getAttribute('x1');
    expect(Number(rule)).toBeCloseTo((442 * 300) / (steps.timeMs.length - 1), 6);
    expect(said).toEqual([]);
    await page.close();
  });

  // Goal: without a script nothing is missing but the controls.
  it('shows all charts and tables where scripts are off', async () => {
    const { page } = await open({}, { javaScriptEnabled: false });
    expect(await page.locator('button:visible, input:visible').count()).toBe(0);
    for (const drawing of await page.locator('figure svg.drawing').all()) expect(await drawing.isVisible()).toBe(true);
    expect(await page.locator('figure details table').count()).toBeGreaterThan(4);
    await page.close();
  });

  // Goal: legible and no wider than the window on a small dark screen, with a chart being explored.
  it.each([['dark', 1280], ['light', 400], ['dark', 400]] as const)('is legible in %s at %i px', async (colorScheme, width) => {
    const { page } = await open({}, { colorScheme, viewport: { width, height: 900 } });
    const figure = await explore(page, 'price-1-1');
    await figure.locator('.live').hover();
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });

  // Goal: paper shows the still chart, whatever was open on the screen.
  it('prints the still charts', async () => {
    const { page } = await open();
    const figure = await explore(page, 'price-1-1');
    expect(await figure.locator('.picture > svg.drawing').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await figure.locator('.picture > svg.drawing').isVisible()).toBe(true);
    expect(await page.locator('button:visible, .live:visible, .scrubber:visible').count()).toBe(0);
    await page.close();
  });
});
