/** Probabilities of 0, 1, 2, ... jumps in a step. */
import { exp } from '../../math/transcendental.ts';

const smallest = 1e-18;
const mostJumps = 100;

/** Poisson probabilities up to the count beyond which they fall below 1e-18; at least three. */
export function poissonWeights(mean: number): Float64Array {
  const weights = [exp(-mean)];
  for (let count = 1; count <= mostJumps; count++) {
    const weight = (weights[count - 1] * mean) / count;
    if (count > 2 && count > mean && weight < smallest) break;
    weights.push(weight);
  }
  return Float64Array.from(weights);
}
