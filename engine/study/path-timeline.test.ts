import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../test/golden/cases.ts';
import { runInline } from '../runner/inline.ts';
import { metricDefinitions } from './metrics.ts';
import { PathRunner } from './path-runner.ts';
import { pathTimeline, totalsOfOutcome } from './path-timeline.ts';
import type { TimelineKind, TimelineTotals } from './path-timeline.ts';
import { firstPathOf, planStudy } from './study.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

describe('the timeline of a path', () => {
  const seen = new Set<TimelineKind>();

  it.each(cases)('eventsVSoutcome of $name', async (one) => {
    // Goal: a replay ends in the metrics of the run to the last bit, and its events add up to them, whoever paid in whatever coin.
    const study = planStudy({ ...(await inputOf(one)), paths: 2 });
    const { sets } = runInline(study);
    const runner = new PathRunner(study);
    // Backwards: a replay does not lean on the paths before it.
    for (const path of [1, 0]) {
      study.sets.forEach((plan, set) => {
        const { events, totals, outcome, metrics } = pathTimeline(runner, plan, firstPathOf(study.input) + path);
        const row = metricDefinitions.map(({ name }) => sets[set].metrics[name][path]);
        expect(metricDefinitions.map(({ name }) => metrics.get(name))).toEqual(row);
        const counted = totalsOfOutcome(outcome);
        for (const key of Object.keys(totals) as (keyof TimelineTotals)[]) {
          const allowed = 1e-9 * Math.max(1, Math.abs(counted[key]), counted.shortfallUsd);
          expect([key, Math.abs(totals[key] - counted[key]) <= allowed]).toEqual([key, true]);
        }
        expect(events.map(({ event }) => event)).toEqual(events.map((_, place) => place));
        expect(events.every(({ timeMs }, place) => place === 0 || timeMs >= events[place - 1].timeMs)).toBe(true);
        events.forEach(({ kind }) => seen.add(kind));
      });
    }
  });

  it('has told of every kind of event but one', () => {
    // Goal: the sums above were tried on all of them; an open shortfall needs a halt that lasts to the horizon.
    const kinds = ['auto-deleveraging', 'collateral-sale', 'funding', 'liquidation', 'settlement', 'socialization'];
    expect([...seen]).toEqual(expect.arrayContaining(kinds));
  });
});
