import { describe, expect, it } from 'vitest';
import { choice, parameterInput, studyInput } from '../../../test/golden/study-inputs.ts';
import { tenTimesLongDay } from '../../../test/targets/model-study.ts';
import { log } from '../../math/transcendental.ts';
import { planStudy } from '../study.ts';
import type { Study } from '../study.ts';
import { parseEvent } from './event.ts';
import { RareSampler } from './sampler.ts';
import { adverseMove, stageGrid } from './score.ts';

const hourMs = 3_600_000;

/** A violent day with a drawn population, a small fund and impact. */
function crowdedStudy(): Study {
  const model = choice('price', 'gbm', { volatility: 2.5 });
  const losses = [choice('loss', 'insurance-fund', { opening: { USD: 2e4 } })];
  const input = studyInput({
    series: { BTC: { kind: 'model', startPrice: 8000, model, candles: null } },
    liquidity: choice('liquidity', 'square-root', { 'daily-volatility': 0.04, 'daily-volume': 1e8, 'half-life': '5m' }),
    scenario: {
      grid: { stepMs: hourMs, extremes: 'joint', substeps: 1 },
      population: { accounts: 60, openInterestUsd: { 'BTC-PERP': 4e6 }, leverage: { long: 9, short: 8 } },
    },
    sets: [parameterInput({ losses })],
  });
  return planStudy({ ...input, endMs: 24 * hourMs });
}

const directions = { down: 10, up: 8, isKnown: true };

describe('scores', () => {
  const events = ['unfunded_loss_usd > 3e5', 'shortfall_usd > 2e5', 'insolvent_accounts > 3', 'liquidated_notional_usd > 2e6'];

  it.each([...events, 'price_low_ratio < 0.8'])(
    'of %s know nothing of what comes later',
    (text) => {
      // Goal: what splitting rests on: equal beginnings have equal scores, to the last bit, and other endings do not change them.
      const sampler = new RareSampler(crowdedStudy(), parseEvent(text));
      const draw = sampler.branches(directions);
      const { stages } = sampler.grid;
      for (let index = 0; index < 6; index++) {
        const whole = draw(new Array<number>(stages).fill(index));
        for (const cut of [1, 9, 20]) {
          const { scores } = draw(Array.from({ length: stages }, (_, stage) => (stage < cut ? index : 100 + index)));
          expect(scores.subarray(0, cut)).toEqual(whole.scores.subarray(0, cut));
          expect(scores.subarray(cut)).not.toEqual(whole.scores.subarray(cut));
        }
        expect(draw(new Array<number>(stages).fill(index))).toEqual(whole);
      }
    },
  );

  it('rise with losses and with the fund that is used', () => {
    // Goal: among equal prices the world that has lost more is nearer: scores beyond the move are fund and progress, 0 to 2 together.
    const shortfall = new RareSampler(crowdedStudy(), parseEvent('shortfall_usd > 2e5'));
    const price = new RareSampler(crowdedStudy(), parseEvent('price_low_ratio < 0.01'));
    const { stages } = shortfall.grid;
    let largest = 0;
    for (let index = 0; index < 20; index++) {
      const lineage = new Array<number>(stages).fill(index);
      const [withLosses, moves] = [shortfall, price].map((one) => one.branches(directions)(lineage).scores);
      withLosses.subarray(0, stages - 1).forEach((score, stage) => {
        const extra = score - moves[stage];
        expect(extra).toBeGreaterThanOrEqual(-1e-12);
        expect(extra).toBeLessThanOrEqual(2 + 1e-12);
        largest = Math.max(largest, extra);
      });
    }
    expect(largest).toBeGreaterThan(0.5);
  });

  it('count a move by its direction, over the critical one', () => {
    // Goal: a fall counts where falls matter, a price of nothing is far but finite.
    expect(adverseMove([0.9, 0.8], { down: 2, up: 0 })).toBeCloseTo(-2 * log(0.8), 12);
    expect(adverseMove([0.9, 1.5], { down: 1, up: 0 })).toBeCloseTo(-log(0.9), 12);
    expect(adverseMove([0.9, 1.5], { down: 1, up: 1 })).toBeCloseTo(log(1.5), 12);
    expect(adverseMove([1.5], { down: 1, up: 0 })).toBeLessThan(0);
    expect(Number.isFinite(adverseMove([-3], { down: 1, up: 1 }))).toBe(true);
  });

  it('are taken at the ends of stages of whole steps', () => {
    // Goal: any number of steps is cut into at most 32 stages, the last of which ends with the path.
    for (const walkedSteps of [1, 31, 32, 33, 96, 1440]) {
      const { stages, stretchSteps, endsMs } = stageGrid({ startMs: 5, endMs: 5 + 1000 * walkedSteps, walkedSteps });
      expect(stages).toBeLessThanOrEqual(32);
      expect(stretchSteps * (stages - 1)).toBeLessThan(walkedSteps);
      expect(stretchSteps * stages).toBeGreaterThanOrEqual(walkedSteps);
      expect(endsMs[stages - 1]).toBe(5 + 1000 * walkedSteps);
      expect(endsMs.length).toBe(stages);
    }
    expect(new RareSampler(planStudy(tenTimesLongDay({ paths: 1, steps: 1 })), parseEvent('shortfall_usd > 0')).grid.stages).toBe(1);
  });
});
