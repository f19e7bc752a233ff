/** Events that excite each other: counts of a Hawkes process with an exponential kernel. */
import { assert } from '../math/assert.ts';
import { expm1 } from '../math/transcendental.ts';

/** Intensity = baseRate + sum over past events of branching decayRate e^(-decayRate age). Rates per hour (or any one unit of time). */
export interface HawkesModel {
  readonly baseRate: number;
  /** Mean number of events that one event sets off directly, below 1. */
  readonly branching: number;
  readonly decayRate: number;
}

function checkModel({ baseRate, branching, decayRate }: HawkesModel, time: number): void {
  assert(baseRate >= 0 && decayRate > 0, `a base rate is not negative and a decay positive, not ${baseRate} and ${decayRate}`);
  assert(branching >= 0 && branching < 1, `a branching ratio of ${branching} has no stationary law: below 1 is needed`);
  assert(time >= 0, `a time is not negative, ${time} is`);
}

/** baseRate / (1 - branching), events per unit of time (A. G. Hawkes, Biometrika 58, 1971). */
export function hawkesStationaryRate(model: HawkesModel): number {
  checkModel(model, 0);
  return model.baseRate / (1 - model.branching);
}

/** E[events in `time`] when nothing has happened before: m T - m n (1 - e^(-c T)) / c, m the stationary rate, c = decayRate (1 - n). */
export function hawkesMeanFromEmpty({ model, time }: { model: HawkesModel; time: number }): number {
  checkModel(model, time);
  const rate = hawkesStationaryRate(model);
  const speed = model.decayRate * (1 - model.branching);
  return rate * time + (rate * model.branching * expm1(-speed * time)) / speed;
}

/**
 * Mean and variance of the events in `time` of the stationary process: Var = m (T k^2 + (1 - k^2) (1 - e^(-c T)) / c), k = 1 / (1 -
 * n).
 */
export function hawkesStationaryCount({ model, time }: { model: HawkesModel; time: number }): { mean: number; variance: number } {
  checkModel(model, time);
  const rate = hawkesStationaryRate(model);
  const speed = model.decayRate * (1 - model.branching);
  const clustering = 1 / ((1 - model.branching) * (1 - model.branching));
  return { mean: rate * time, variance: rate * (time * clustering - ((1 - clustering) * expm1(-speed * time)) / speed) };
}
