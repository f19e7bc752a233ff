import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../engine/math/normal.ts';
import { exp, log } from '../../engine/math/transcendental.ts';
import { estimateRareEvent } from '../../engine/study/rare/estimate.ts';
import { parseEvent } from '../../engine/study/rare/event.ts';
import { planStudy } from '../../engine/study/study.ts';
import { tenTimesLongDay } from '../targets/model-study.ts';

const deviation = 0.8 * Math.sqrt(1 / 365);

/** P(a price without drift falls below this share of its start within a day), science section 5.1. */
function firstPassage(ratio: number): number {
  const drift = -0.5 * deviation * deviation;
  const barrier = log(ratio);
  const mirrored = exp((2 * drift * barrier) / (deviation * deviation));
  return normalCdf((barrier - drift) / deviation) + mirrored * normalCdf((barrier + drift) / deviation);
}

describe('rare events, full sample', () => {
  it.each([[0.849, 12], [0.849, 96], [0.81, 24]])('splittingVSFirstPassage: a fall below %d of the start, %d steps', (ratio, steps) => {
    // Goal: within four standard errors of 1.0e-4 and 4.9e-7, at least 30 times fewer path-steps, the spread known from 100 runs.
    const event = parseEvent(`price_low_ratio < ${ratio}`);
    const options = { method: 'splitting', paths: 110_000, plainPaths: 1000, runs: 100 } as const;
    const { estimate, speedUp } = estimateRareEvent(planStudy(tenTimesLongDay({ paths: 1, steps })), event, options);
    expect(Math.abs((estimate?.probability ?? NaN) - firstPassage(ratio))).toBeLessThan(4 * (estimate?.standardError ?? NaN));
    expect(speedUp).toBeGreaterThan(30);
  });

  it('importanceVSFirstPassage: a fall below 0.849 of the start', () => {
    // Goal: within four standard errors, at least 30 times fewer path-steps.
    const event = parseEvent('price_low_ratio < 0.849');
    const options = { method: 'importance', paths: 100_000, plainPaths: 1000, runs: 2 } as const;
    const { estimate, speedUp } = estimateRareEvent(planStudy(tenTimesLongDay({ paths: 1, steps: 24 })), event, options);
    expect(Math.abs((estimate?.probability ?? NaN) - firstPassage(0.849))).toBeLessThan(4 * (estimate?.standardError ?? NaN));
    expect(speedUp).toBeGreaterThan(30);
  });
});
