/** The same path index gives every parameter set the same prices, the same accounts and the same draws, whatever its rules do. */
import { describe, expect, it } from 'vitest';
import type { Book } from '../../engine/kernel/world-spec.ts';
import { Digest } from '../../engine/math/digest.ts';
import { pairedDifference } from '../../engine/statistics/paired.ts';
import { bookFor } from '../../engine/study/books.ts';
import type { ParameterInput } from '../../engine/study/inputs.ts';
import { PathRunner } from '../../engine/study/path-runner.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { Study } from '../../engine/study/study.ts';
import { bars, choice, parameterInput, studyInput } from '../golden/study-inputs.ts';
import { closedForm, liquidations } from './first-passage-paths.ts';

const hourMs = 3_600_000;
const rows = {
  X: [[100, 101, 95, 96], [96, 97, 80, 84], [84, 90, 83, 88]],
  Y: [[10, 10.2, 9, 9.1], [9.1, 9.3, 7.9, 8], [8, 8.8, 7.9, 8.7]],
} as const;

function studyWith(sets: readonly ParameterInput[]): Study {
  return planStudy(
    studyInput({
      series: { X: bars(rows.X, hourMs), Y: bars(rows.Y, hourMs) },
      liquidity: choice('liquidity', 'square-root', { 'daily-volatility': 0.05, 'daily-volume': 5e7 }),
      scenario: {
        feedback: 'full',
        population: { accounts: 300, openInterestUsd: { 'X-PERP': 5e6, 'Y-PERP': 1e6 }, leverage: { long: 6, short: 5 }, crossShare: 0.4 },
      },
      sets,
      paths: 3,
    }),
  );
}

const plain = parameterInput({ name: 'plain' });
/** One set per block of rules, each another policy or another number. */
const others: readonly ParameterInput[] = [
  parameterInput({ name: 'maintenance', margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.04 }) }),
  parameterInput({ name: 'partial', liquidation: choice('liquidation', 'partial', { fee: 0.01 }) }),
  parameterInput({ name: 'losses', losses: [choice('loss', 'insurance-fund', { opening: { USD: 1000 } }), choice('loss', 'adl')] }),
  parameterInput({ name: 'oracle', oracle: choice('oracle', 'median', { sources: [{ 'latency-ms': 30_000 }] }) }),
  parameterInput({ name: 'breakers', breakers: [choice('breaker', 'price-band', { band: 0.02 })] }),
  parameterInput({ name: 'funding', funding: choice('funding', 'premium', { interval: '1h' }) }),
];

function digestOf(columns: readonly ArrayLike<number>[]): string {
  const digest = new Digest();
  for (const column of columns) digest.text(Array.from(column).join(','));
  return digest.hex();
}

function bookDigest(book: Book): string {
  return digestOf(Object.values(book).filter((column): column is Float64Array => ArrayBuffer.isView(column)));
}

describe('common random numbers', () => {
  const study = studyWith([plain, ...others]);

  it.each([0, 1, 2])('give every set the same accounts and prices on path %i', (path) => {
    // Goal: byte for byte: rules that do not limit who may trade draw the same population, and running a set moves no price.
    const before = digestOf(study.source.draw(path).prices);
    const books = study.sets.map((plan) => bookDigest(bookFor(study.input, plan, path)));
    const runner = new PathRunner(study);
    const ran = runner.run(path);
    expect(new Set(books).size).toBe(1);
    expect(digestOf(study.source.draw(path).prices)).toBe(before);
    expect(study.sets.map((plan) => bookDigest(bookFor(study.input, plan, path)))).toEqual(books);
    expect(new Set(ran.map(({ outcome }) => outcome.digest)).size).toBeGreaterThan(4);
  });

  it('are other numbers on another path', () => {
    // Goal: the test above is not passed by a population and prices that never change.
    const books = [0, 1, 2].map((path) => bookDigest(bookFor(study.input, study.sets[0], path)));
    const prices = [0, 1, 2].map((path) => digestOf(study.source.draw(path).prices));
    expect([new Set(books).size, new Set(prices).size]).toEqual([3, 3]);
  });

  it('leave a set the same whichever others run beside it, in whichever order', () => {
    // Goal: no set draws from what another one draws from.
    const together = new PathRunner(study).run(1);
    const turned = new PathRunner(studyWith([...others].reverse())).run(1).reverse();
    others.forEach((own, index) => {
      const [alone] = new PathRunner(studyWith([own])).run(1);
      expect(alone.outcome.digest, own.name).toBe(together[index + 1].outcome.digest);
      expect(turned[index].outcome.digest, own.name).toBe(together[index + 1].outcome.digest);
    });
  });

  it('keep who is who where rules limit leverage', () => {
    // Goal: a lower limit changes positions, but account i keeps its owner, its side and its instrument: draws belong to accounts.
    const margin = choice('margin', 'leverage', { 'max-leverage': 8, maintenance: 0.025 });
    const capped = studyWith([plain, parameterInput({ name: 'capped', margin })]);
    const [free, limited] = capped.sets.map((plan) => bookFor(capped.input, plan, 0));
    expect(bookDigest(limited)).not.toBe(bookDigest(free));
    expect(Array.from(limited.owner)).toEqual(Array.from(free.owner));
    expect(Array.from(limited.positionInstrument)).toEqual(Array.from(free.positionInstrument));
    expect(Array.from(limited.positionLots, Math.sign)).toEqual(Array.from(free.positionLots, Math.sign));
  });
});

describe('the gain of pairing', () => {
  it('PairedVsClosedForm, 4,000 paths', () => {
    // Goal: target D37: the variance of the difference is 6.2 times smaller; lost steps make it 1. Tolerance: three standard errors.
    const [baseline, candidate] = liquidations([0.005, 0.01], { paths: 4000 });
    const { varianceRatio, mean } = pairedDifference({ baseline, candidate, confidence: 0.95 });
    expect(Math.abs(mean - (closedForm.candidate - closedForm.baseline))).toBeLessThan(3 * Math.sqrt(0.0065 / 4000));
    expect(varianceRatio).toBeGreaterThan(closedForm.varianceRatio - 3.7);
    expect(varianceRatio).toBeLessThan(closedForm.varianceRatio + 3.7);
    const [shifted] = liquidations([0.01], { paths: 4000, shift: 1 });
    expect(pairedDifference({ baseline, candidate: shifted, confidence: 0.95 }).varianceRatio).toBeLessThan(1.2);
    // Under 0.5 % nobody is liquidated who is not under 1 % as well.
    expect(baseline.every((liquidated, path) => liquidated <= candidate[path])).toBe(true);
  });
});
