import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { fundLevel } from './fund-level.ts';

/** Title of the figure when the levels of the fund have these quantiles. */
function titleOf(p05Usd: number[], p50Usd: number[]): string {
  const run = makeRunFolder();
  const [set] = run.evidence.sets;
  const fund = { asset: 'USD', timeMs: [0, 1, 2], p05Usd, p25Usd: p05Usd, p50Usd, p75Usd: p50Usd, p95Usd: p50Usd, shownUsd: p50Usd };
  const [figures] = fundLevel.blocks({ ...run, evidence: { ...run.evidence, sets: [{ ...set, fund }] } });
  return JSON.stringify(figures);
}

describe('the insurance fund', () => {
  it('is not called whole when it paid and took in more', () => {
    // Goal: the level says nothing about payments, so the title does not either.
    expect(titleOf([50e6, 50.1e6, 50.2e6], [50e6, 51e6, 53e6])).toContain('From $50M, the median rises to $53M; the 5th percentile never');
    expect(titleOf([50e6, 50e6, 50e6], [50e6, 50e6, 50e6])).toContain('The fund stays at $50M; the 5th percentile never');
    expect(titleOf([50e6, 20e6, 30e6], [50e6, 40e6, 45e6])).toContain('From $50M, the median falls to $40M, the 5th percentile to $20M');
  });
});
