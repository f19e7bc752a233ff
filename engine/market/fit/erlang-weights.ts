/**
 * Sums of double-exponential jumps as mixtures of Erlang laws. A sum of n jumps, each up with rate eta1 or down with rate eta2, is
 * distributed as + Erlang(k, eta1) or - Erlang(k, eta2) with some probabilities over k = 1 ... n (S. Kou, A jump-diffusion model for option
 * pricing, 2002, appendix B). They follow step by step from the exponential's want of memory, without binomial coefficients.
 */

export interface DoubleExponential {
  readonly upProbability: number;
  readonly etaUp: number;
  readonly etaDown: number;
}

export interface ErlangWeights {
  readonly none: number;
  /** up[k]: probability of + Erlang(k, etaUp); up[0] is 0. */
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** Mixture over the number of jumps, whose probabilities are `counts`. */
export function erlangWeights(counts: Float64Array, { upProbability, etaUp, etaDown }: DoubleExponential): ErlangWeights {
  const size = counts.length;
  const upFirst = etaUp / (etaUp + etaDown);
  let now = { none: 1, up: new Float64Array(size), down: new Float64Array(size) };
  const total = { none: counts[0], up: new Float64Array(size), down: new Float64Array(size) };
  for (let n = 1; n < size; n++) {
    const next = { none: 0, up: new Float64Array(size), down: new Float64Array(size) };
    addJump(now, { into: next.up, against: next.down, own: 'up', probability: upProbability, endsFirst: upFirst });
    addJump(now, { into: next.down, against: next.up, own: 'down', probability: 1 - upProbability, endsFirst: 1 - upFirst });
    for (let k = 1; k <= n; k++) {
      total.up[k] += counts[n] * next.up[k];
      total.down[k] += counts[n] * next.down[k];
    }
    now = next;
  }
  return total;
}

interface NextJump {
  readonly own: 'up' | 'down';
  readonly probability: number;
  /** Probability that the new jump is shorter than one stage of the other direction. */
  readonly endsFirst: number;
  readonly into: Float64Array;
  readonly against: Float64Array;
}

/** One more jump: along its own direction it adds a stage, against the other it uses stages up until it ends or they do. */
function addJump(now: ErlangWeights, { own, probability, endsFirst, into, against }: NextJump): void {
  const [along, other] = own === 'up' ? [now.up, now.down] : [now.down, now.up];
  into[1] += probability * now.none;
  for (let k = 1; k + 1 < into.length; k++) into[k + 1] += probability * along[k];
  for (let k = 1; k < other.length; k++) {
    let rest = probability * other[k];
    for (let left = k; left >= 1; left--) {
      against[left] += rest * endsFirst;
      rest *= 1 - endsFirst;
    }
    into[1] += rest;
  }
}
