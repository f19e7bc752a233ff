/** Laws of jump sizes, each a map from one standard normal, so that underlyings that share the normal jump alike. */
import { normalCdf } from '../../math/normal.ts';
import { exp, log } from '../../math/transcendental.ts';

export interface JumpLaw {
  /** Log size of the jump of this standard normal; increasing. */
  sizeOf(normal: number): number;
  /** E e^size - 1: what one jump adds to the expected price, taken out of the drift per expected jump. */
  readonly meanGrowth: number;
}

/** Normal log sizes. R. Merton, J. Financial Economics 3, 1976: mean growth exp(m + d^2 / 2) - 1. */
export function normalJumps({ mean, deviation }: { mean: number; deviation: number }): JumpLaw {
  return { sizeOf: (normal) => mean + deviation * normal, meanGrowth: exp(mean + 0.5 * deviation * deviation) - 1 };
}

export interface ExponentialJumps {
  readonly upProbability: number;
  /** Mean log size beyond the threshold of jumps up, below 1. */
  readonly upMean: number;
  readonly downMean: number;
  /** Least absolute log size. */
  readonly threshold: number;
}

/**
 * Exponential sizes on both sides, beyond a threshold. Threshold 0 is S. Kou, Management Science 48, 2002, section 2; the mean growth
 * there is p eta1 / (eta1 - 1) + q eta2 / (eta2 + 1) - 1 with means 1 / eta.
 */
export function exponentialJumps({ upProbability, upMean, downMean, threshold }: ExponentialJumps): JumpLaw {
  const downProbability = 1 - upProbability;
  const factor = exp(threshold);
  return {
    sizeOf(normal) {
      const below = normalCdf(normal);
      if (below < downProbability) return downMean * log(below / downProbability) - threshold;
      return threshold - upMean * log(normalCdf(0 - normal) / upProbability);
    },
    meanGrowth: (upProbability * factor) / (1 - upMean) + downProbability / (factor * (1 + downMean)) - 1,
  };
}
