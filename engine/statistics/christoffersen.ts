/** Back-test of a margin level: do breaches come in clusters? */
import { assert } from '../math/assert.ts';
import { exp } from '../math/transcendental.ts';
import { kupiec, logLikelihood, oneDegreeTest, type LikelihoodRatioTest } from './kupiec.ts';

export interface ChristoffersenTest {
  /** Number of breaches as promised (Kupiec), one degree of freedom. */
  readonly coverage: LikelihoodRatioTest;
  /** Breaches independent of the day before, one degree of freedom. */
  readonly independence: LikelihoodRatioTest;
  /** Both together: the sum of the two ratios, two degrees of freedom. */
  readonly conditionalCoverage: LikelihoodRatioTest;
  /** Share of days after a breach that are breaches; NaN when no day follows a breach. */
  readonly rateAfterBreach: number;
  readonly rateOtherwise: number;
}

/**
 * Tests of P. Christoffersen (Int. Econ. Rev. 39, 1998) of a sequence of days (true or non-zero: breach) against the promised
 * probability. Independence compares a first-order Markov chain with one rate for all days, over the transitions from day to day.
 */
export function christoffersen(options: { breaches: ArrayLike<boolean | number>; probability: number }): ChristoffersenTest {
  const { breaches, probability } = options;
  assert(breaches.length >= 2, `a test of independence needs two days, not ${breaches.length}`);
  const days = breaches.length;
  return christoffersenOfCounts({ breaches: countBreaches(breaches), days, transitions: countTransitions(breaches), probability });
}

/** How often a day of one kind followed one of another. Of several sequences: the sums, none across the end of a sequence. */
export interface Transitions {
  readonly quietQuiet: number;
  readonly quietBreach: number;
  readonly breachQuiet: number;
  readonly breachBreach: number;
}

export interface BreachCounts {
  readonly breaches: number;
  readonly days: number;
  readonly transitions: Transitions;
  readonly probability: number;
}

/** The same tests from counts: `breaches` in `days`, and what followed what. Without a transition nothing speaks against independence. */
export function christoffersenOfCounts({ breaches, days, transitions, probability }: BreachCounts): ChristoffersenTest {
  const { quietQuiet, quietBreach, breachQuiet, breachBreach } = transitions;
  const quiet = { events: quietBreach, others: quietQuiet };
  const broken = { events: breachBreach, others: breachQuiet };
  const total = quiet.events + quiet.others + broken.events + broken.others;
  const rate = (quiet.events + broken.events) / total;
  const separate = [quiet, broken].reduce((sum, counts) => sum + logLikelihood({ ...counts, rate: shareOf(counts) }), 0);
  const together = logLikelihood({ events: quiet.events + broken.events, others: quiet.others + broken.others, rate });
  const independence = oneDegreeTest(2 * (separate - together));
  const coverage = kupiec({ breaches, days, probability });
  const likelihoodRatio = coverage.likelihoodRatio + independence.likelihoodRatio;
  return {
    coverage,
    independence,
    conditionalCoverage: { likelihoodRatio, pValue: exp(-likelihoodRatio / 2) },
    rateAfterBreach: shareOf(broken),
    rateOtherwise: shareOf(quiet),
  };
}

interface Counts {
  readonly events: number;
  readonly others: number;
}

function countTransitions(breaches: ArrayLike<boolean | number>): Transitions {
  const counts = { quietQuiet: 0, quietBreach: 0, breachQuiet: 0, breachBreach: 0 };
  for (let day = 1; day < breaches.length; day++) {
    const to = breaches[day] ? 'Breach' : 'Quiet';
    counts[`${breaches[day - 1] ? 'breach' : 'quiet'}${to}`]++;
  }
  return counts;
}

function countBreaches(breaches: ArrayLike<boolean | number>): number {
  let count = 0;
  for (let day = 0; day < breaches.length; day++) if (breaches[day]) count++;
  return count;
}

function shareOf({ events, others }: Counts): number {
  return events / (events + others);
}
