/** What resampling blocks of a series does to its mean: the exact variance, against which a block resampler is checked. */
import { assert } from '../math/assert.ts';
import { pow } from '../math/transcendental.ts';

/**
 * Standard error of the mean of a stationary bootstrap resample (D. N. Politis and J. P. Romano, J. Am. Stat. Assoc. 89, 1994,
 * lemma 1): blocks of geometric length with mean 1 / restart, circular; (1 / n) (R_0 + 2 sum over i of (1 - i / n) (1 - restart)^i
 * R_i) with circular autocovariances R_i, divisor n. `restart` = 1 is the bootstrap of independent values.
 */
export function stationaryBootstrapError({ series, restart }: { series: ArrayLike<number>; restart: number }): number {
  const n = series.length;
  assert(n >= 1, 'a series has at least one value');
  assert(restart > 0 && restart <= 1, `the probability of a new block lies in (0, 1], not ${restart}`);
  const values = Float64Array.from(series);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let variance = circularAutocovariance({ values, mean, lag: 0 });
  for (let lag = 1; lag < n; lag++) {
    variance += 2 * (1 - lag / n) * pow(1 - restart, lag) * circularAutocovariance({ values, mean, lag });
  }
  return Math.sqrt(Math.max(0, variance) / n);
}

function circularAutocovariance({ values, mean, lag }: { values: Float64Array; mean: number; lag: number }): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i] - mean) * (values[(i + lag) % n] - mean);
  return sum / n;
}
