/** Sample moments for tests of price models. */

export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  /** Standard error of the mean. */
  readonly meanError: number;
  /** Standard error of the variance, by the fourth moment of the sample. */
  readonly varianceError: number;
  /** Fourth central moment over the squared variance; 3 for a normal law. */
  readonly kurtosis: number;
}

/** Moments of a sample. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let [second, fourth] = [0, 0];
  for (let i = 0; i < n; i++) {
    const square = (values[i] - mean) * (values[i] - mean);
    second += square / n;
    fourth += (square * square) / n;
  }
  return {
    n,
    mean,
    variance: (second * n) / (n - 1),
    meanError: Math.sqrt(second / n),
    varianceError: Math.sqrt((fourth - second * second) / n),
    kurtosis: fourth / (second * second),
  };
}

/** A sample of n values. */
export function sampleOf(n: number, value: (index: number) => number): Float64Array {
  return Float64Array.from({ length: n }, (_, index) => value(index));
}
