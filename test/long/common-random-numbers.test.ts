import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../engine/statistics/paired.ts';
import { closedForm, liquidations } from '../properties/first-passage-paths.ts';

describe('the gain of pairing', () => {
  it('PairedVsClosedForm, 100,000 paths', () => {
    // Goal: target D37 with its full sample: both probabilities within 4e-4 + two standard errors, the variance ratio 6.2 +- 0.6.
    const [baseline, candidate] = liquidations([0.005, 0.01], { paths: 100_000 });
    const share = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(share(baseline) - closedForm.baseline)).toBeLessThan(8e-4);
    expect(Math.abs(share(candidate) - closedForm.candidate)).toBeLessThan(1e-3);
    const { varianceRatio } = pairedDifference({ baseline, candidate, confidence: 0.95 });
    expect(varianceRatio).toBeGreaterThan(5.6);
    expect(varianceRatio).toBeLessThan(6.8);
  });
});
