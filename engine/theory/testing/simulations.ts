/**
 * The processes behind the closed forms, played out draw by draw without any formula of theirs, for tests with few and with many runs.
 * Each takes the stream that it draws from.
 */
import type { RandomStream } from '../../math/random.ts';
import type { ClaimsModel } from '../ruin.ts';
import { garchVariance, type GarchModel } from '../garch.ts';
import type { HawkesModel } from '../hawkes.ts';

/** A Poisson number as the arrivals of unit rate within `mean`. */
export function poisson(stream: RandomStream, mean: number): number {
  let count = 0;
  for (let budget = mean - stream.exponential(); budget > 0; budget -= stream.exponential()) count++;
  return count;
}

/** Variance and kurtosis of `steps` returns with normal shocks, started at the stationary variance. */
export function garchSample(stream: RandomStream, { model, steps }: { model: GarchModel; steps: number }): {
  variance: number;
  kurtosis: number;
} {
  const { constant, arch, persistence, leverage = 0 } = model;
  let variance = garchVariance(model);
  let [second, fourth] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const z = stream.normal();
    const square = variance * z * z;
    second += square;
    fourth += square * square;
    variance = constant + (z < 0 ? arch + leverage : arch) * square + persistence * variance;
  }
  return { variance: second / steps, kurtosis: (fourth * steps) / (second * second) };
}

/** Events in (0, time] when base events start at -past: the picture of clusters, in which each event has a Poisson number of children. */
export function hawkesCount(stream: RandomStream, options: { model: HawkesModel; time: number; past: number }): number {
  const { model, time, past } = options;
  const waiting: number[] = [];
  for (let at = -past + stream.exponential() / model.baseRate; at <= time; at += stream.exponential() / model.baseRate) waiting.push(at);
  let count = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at > 0) count++;
    for (let children = poisson(stream, model.branching); children > 0; children--) {
      const child = at + stream.exponential() / model.decayRate;
      if (child <= time) waiting.push(child);
    }
  }
  return count;
}

/** Total size of one cascade with Poisson offspring, roots included. */
export function cascadeSize(stream: RandomStream, { meanOffspring, roots }: { meanOffspring: number; roots: number }): number {
  let size = roots;
  for (let handled = 0; handled < size; handled++) size += poisson(stream, meanOffspring);
  return size;
}

/** Whether a gambler's fund is gone before it reaches the target. */
export function gameIsLost(stream: RandomStream, { units, gain, target }: { units: number; gain: number; target: number }): boolean {
  let left = units;
  while (left > 0 && left < target) left += stream.uniform() < gain ? 1 : -1;
  return left === 0;
}

/** Whether a fund with premiums and exponential claims is ruined within 5,000 claims or before it is 80 mean claims larger. */
export function fundIsRuined(stream: RandomStream, { fund, meanClaim, loading }: ClaimsModel & { fund: number }): boolean {
  let left = fund;
  for (let claim = 0; claim < 5000 && left >= 0 && left < fund + 80 * meanClaim; claim++) {
    left += (1 + loading) * meanClaim * stream.exponential() - meanClaim * stream.exponential();
  }
  return left < 0;
}

/** Squared returns of two regimes of volatility, started in the calm one. */
export function regimeSquares(
  stream: RandomStream,
  options: { toStress: number; toCalm: number; calmVolatility: number; stressVolatility: number; steps: number },
): Float64Array {
  const { toStress, toCalm, calmVolatility, stressVolatility, steps } = options;
  let stressed = false;
  return Float64Array.from({ length: steps }, () => {
    stressed = stressed !== stream.uniform() < (stressed ? toCalm : toStress);
    const z = stream.normal() * (stressed ? stressVolatility : calmVolatility);
    return z * z;
  });
}

/** Whether both of two Student variables with three degrees and the given correlation fall below `quantile`. */
export function bothBelow(stream: RandomStream, { correlation, quantile }: { correlation: number; quantile: number }): boolean {
  const [a, b, c, d, e] = [stream.normal(), stream.normal(), stream.normal(), stream.normal(), stream.normal()];
  const scale = Math.sqrt(3 / (c * c + d * d + e * e));
  return a * scale < quantile && (correlation * a + Math.sqrt(1 - correlation * correlation) * b) * scale < quantile;
}
