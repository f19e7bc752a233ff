/**
 * A whole Monte Carlo run as a user starts it, statistics and outcomes.arrow included, against the plain C loop over the same accounts
 * and as many paths of the same law. The loop's time is that of 20 paths, extrapolated; it neither draws prices nor writes anything.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawPath, drawPopulation, lotSizeCoins, maintenanceRate, startPricesUsd, cashUnitUsd } from './population.ts';
import type { Population } from './population.ts';
import { formatSpread, ratiosOf, short, spreadOf } from './ratio.ts';
import { packageRoot, writeInput } from './yardstick.ts';
import type { Yardstick } from './yardstick.ts';

const paths = 10_000;
const dailyVolatility = 0.04;
const shape = { accounts: 10_000, seed: 'bench', leverageMax: 20, slots: 1, instruments: 1 } as const;

/** The accounts as a user would bring them; the other side of their trades is one account that never fails. */
function accountsCsv({ openingCash, lots: [lots] }: Population): string {
  const rows = Array.from(lots, (size, account) => {
    const usd = (openingCash[account] * cashUnitUsd).toFixed(2);
    return `a${account},,isolated,X-PERP,${(size * lotSizeCoins).toFixed(3)},${startPricesUsd[0]},${usd}`;
  });
  const net = lots.reduce((sum, size) => sum + size, 0);
  if (net !== 0) rows.push(`other,,isolated,X-PERP,${(0 - net * lotSizeCoins).toFixed(3)},${startPricesUsd[0]},1000000000`);
  return `account,owner,margin,instrument,size,entry,USD\n${rows.join('\n')}\n`;
}

const scenario = `version: 1
name: bench
title: A day of minutes
end: 2020-01-02T00:00:00Z
underlyings:
  X: {start-price: ${startPricesUsd[0]}, model: {model: gbm, volatility: ${dailyVolatility * Math.sqrt(365)}},
      liquidity: {model: square-root, daily-volume: 1e9, daily-volatility: ${dailyVolatility}}}
grid: {step: 1m, extremes: none}
instruments: [{id: X-PERP, underlying: X, lot: ${lotSizeCoins}}]
accounts-file: accounts.csv
parameters:
  margin: {policy: leverage, max-leverage: 50, maintenance: ${maintenanceRate}}
`;

function seconds(folder: string, round: number): number {
  const sample = ['--scenario', join(folder, 'bench.yaml'), '--paths', String(paths), '--workers', '1'];
  const words = ['dist/cli.js', ...sample, '--no-report', '--quiet', '--out', join(folder, `run-${round}`)];
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: packageRoot() });
  if (status !== 0) throw new Error(`the run ended with ${status}: ${stderr.slice(-500)}`);
  return (performance.now() - start) / 1e3;
}

/** Rounds of whole processes and of the C loop, in turns. */
export function runMonteCarloRow(yardstick: Yardstick | null, rounds = 3): string[] {
  const population = drawPopulation(shape);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    writeFileSync(join(folder, 'accounts.csv'), accountsCsv(population));
    writeFileSync(join(folder, 'bench.yaml'), scenario);
    const path = { seed: 'bench', ticks: 1441, instruments: 1, dailyVolatility, crash: null };
    writeInput(join(folder, 'input'), population, Array.from({ length: 20 }, (_, index) => drawPath(path, index)));
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      if (yardstick) theirs.push((yardstick.scan('plain', join(folder, 'input'), 3).nsPerPath.median * paths) / 1e9);
      ours.push(seconds(folder, round));
    }
    const engine = `engine, one thread: ${formatSpread(spreadOf(ours))} s, ${short((spreadOf(ours).median / paths) * 1e6)} us per path`;
    if (!yardstick) return [engine, 'no C compiler (cc): no yardstick to compare with'];
    const ratio = formatSpread(ratiosOf({ of: theirs, to: ours }));
    return [engine, `plain loop: ${ratio} times the engine (${short(spreadOf(theirs).median)} s)`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
