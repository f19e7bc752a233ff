import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countBySimpleScan, drawPath, drawPopulation, type PathShape, type PopulationShape } from './population.ts';
import { buildYardstick, encodeInput, writeInput, type Variant } from './yardstick.ts';

const isolated: PopulationShape = { accounts: 1_000, seed: 'test', leverageMax: 40, slots: 1, instruments: 1 };
const cross: PopulationShape = { ...isolated, slots: 3, instruments: 8 };
const pathShape: PathShape = { seed: 'test', ticks: 300, instruments: 1, dailyVolatility: 0.1, crash: null };

function countInC(shape: PopulationShape): Record<Variant, number> | null {
  const yardstick = buildYardstick();
  if (yardstick === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'yardstick-'));
  const file = join(folder, 'input');
  writeInput(file, drawPopulation(shape), pathsFor(shape));
  const count = (variant: Variant) => yardstick.scan(variant, file, 1).liquidations;
  const counts = { plain: count('plain'), blocked: count('blocked'), equity: count('equity'), folded: count('folded') };
  rmSync(folder, { recursive: true });
  return counts;
}

function pathsFor(shape: PopulationShape) {
  return [0, 1].map((index) => drawPath({ ...pathShape, instruments: shape.instruments }, index));
}

describe('yardsticks', () => {
  // Goal: all four C scans liquidate exactly the accounts that an obvious loop in JavaScript liquidates.
  it.each([
    ['isolated', isolated],
    ['cross', cross],
  ])('cScansVSSimpleScan %s', (_, shape) => {
    const population = drawPopulation(shape);
    const expected = pathsFor(shape).reduce((sum, path) => sum + countBySimpleScan(population, path), 0);
    const counts = countInC(shape);
    expect(expected).toBeGreaterThan(20);
    // Where no C compiler is installed there is nothing to compare; everywhere else the counts must agree.
    const agreed = { plain: expected, blocked: expected, equity: expected, folded: expected };
    expect(counts ?? agreed).toEqual(agreed);
  });

  // Goal: the file holds exactly what yardstick.h announces.
  it('encodes the header and every column', () => {
    const values = encodeInput(drawPopulation(cross), pathsFor(cross));
    expect([...values.subarray(0, 6)]).toEqual([20200312, 1000, 3, 8, 300, 2]);
    expect(values.length).toBe(6 + 16 + 1000 * 7 + 2 * 300 * 8);
  });
});
