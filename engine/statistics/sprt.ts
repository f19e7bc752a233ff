/** Sequential probability ratio test of a rate: stop as soon as two hypotheses are told apart. */
import { assert } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import { log, log1p } from '../math/transcendental.ts';

export interface SprtDesign {
  /** Event probability of the null hypothesis (acceptable), in (0, 1). */
  readonly nullRate: number;
  /** Event probability of the alternative (not acceptable), in (0, 1), different from the null. */
  readonly alternativeRate: number;
  /** Probability of rejecting a true null. */
  readonly falseAlarm: number;
  /** Probability of accepting the null when the alternative is true. */
  readonly miss: number;
}

/** What is known so far. */
export type SprtDecision = 'continue' | 'accept-null' | 'accept-alternative';

/** The numbers of a test before it starts. */
export interface SprtPlan {
  /** Log-likelihood ratio at or above which the alternative is accepted: log((1 - miss) / falseAlarm). */
  readonly upperBound: number;
  /** At or below which the null is accepted: log(miss / (1 - falseAlarm)). */
  readonly lowerBound: number;
  /** Added per trial with the event, and without it. */
  readonly eventIncrement: number;
  readonly otherIncrement: number;
  /** Expected trials by Wald's approximation, which neglects the overshoot (a few percent more in truth). */
  readonly expectedTrialsUnderNull: number;
  readonly expectedTrialsUnderAlternative: number;
  /** Trials that a test of fixed size with the same errors needs, by the normal approximation. */
  readonly fixedTrials: number;
}

/** Bounds, increments and expected sizes (A. Wald, Ann. Math. Stat. 16, 1945). */
export function planSprt(design: SprtDesign): SprtPlan {
  checkDesign(design);
  const { nullRate, alternativeRate, falseAlarm, miss } = design;
  const upperBound = log((1 - miss) / falseAlarm);
  const lowerBound = log(miss / (1 - falseAlarm));
  const eventIncrement = log(alternativeRate / nullRate);
  const otherIncrement = log1p(-alternativeRate) - log1p(-nullRate);
  const driftAt = (rate: number): number => rate * eventIncrement + (1 - rate) * otherIncrement;
  const spreadAt = (rate: number): number => Math.sqrt(rate * (1 - rate));
  const distance = normalQuantile(1 - falseAlarm) * spreadAt(nullRate) + normalQuantile(1 - miss) * spreadAt(alternativeRate);
  return {
    upperBound,
    lowerBound,
    eventIncrement,
    otherIncrement,
    expectedTrialsUnderNull: ((1 - falseAlarm) * lowerBound + falseAlarm * upperBound) / driftAt(nullRate),
    expectedTrialsUnderAlternative: (miss * lowerBound + (1 - miss) * upperBound) / driftAt(alternativeRate),
    fixedTrials: (distance / (alternativeRate - nullRate)) * (distance / (alternativeRate - nullRate)),
  };
}

function checkDesign({ nullRate, alternativeRate, falseAlarm, miss }: SprtDesign): void {
  for (const rate of [nullRate, alternativeRate]) assert(rate > 0 && rate < 1, `a rate to be tested lies in (0, 1), not ${rate}`);
  assert(nullRate !== alternativeRate, `null and alternative must differ, both are ${nullRate}`);
  assert(falseAlarm > 0 && miss > 0 && falseAlarm + miss < 1, `error rates are positive and sum below 1, not ${falseAlarm} and ${miss}`);
}

/** One test in progress. Its two errors stay at most (nearly) as designed, however often one looks. */
export class Sprt {
  readonly plan: SprtPlan;
  #n = 0;
  #events = 0;
  #decision: SprtDecision = 'continue';

  constructor(design: SprtDesign) {
    this.plan = planSprt(design);
  }

  /** Adds one trial; after the decision nothing changes any more. */
  add(event: boolean): SprtDecision {
    if (this.#decision !== 'continue') return this.#decision;
    this.#n++;
    if (event) this.#events++;
    if (this.logRatio >= this.plan.upperBound) this.#decision = 'accept-alternative';
    if (this.logRatio <= this.plan.lowerBound) this.#decision = 'accept-null';
    return this.#decision;
  }

  /** Trials used. */
  get n(): number {
    return this.#n;
  }

  get decision(): SprtDecision {
    return this.#decision;
  }

  /** Log-likelihood ratio of alternative to null, from counts, so that the order of trials leaves no rounding behind. */
  get logRatio(): number {
    return this.#events * this.plan.eventIncrement + (this.#n - this.#events) * this.plan.otherIncrement;
  }
}
