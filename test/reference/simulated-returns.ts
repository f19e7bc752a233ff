/** Returns of known parameters, simulated step by step from the textbook and not by the price models: a second opinion on both. */
import { openStream } from '../../engine/math/random.ts';
import { exp } from '../../engine/math/transcendental.ts';
import type { RandomStream } from '../../engine/math/random.ts';
import type { ReturnSeries } from '../../engine/market/fit/returns.ts';

export type Truth = Readonly<Record<string, number>>;
export interface SimulationSize {
  readonly steps: number;
  readonly seed: number;
  /** Years. */
  readonly stepYears?: number;
}

const hourYears = 1 / 8760;

/** A gap-free series of returns. */
export function returnsAsSeries(returns: Float64Array, stepYears: number = hourYears): ReturnSeries {
  const stepMs = Math.round(stepYears * 365 * 86_400_000);
  const fresh = new Uint8Array(returns.length);
  fresh[0] = 1;
  return { returns, fresh, stepMs, stepYears, startMs: 0, endMs: returns.length * stepMs, lastPrice: 100, missingSteps: 0, gaps: 0 };
}

function square(value: number): number {
  return value * value;
}

type Simulator = (truth: Truth, stepYears: number, stream: RandomStream) => () => number;

/** Log returns of consecutive steps. */
export function simulatedReturns(model: string, truth: Truth, { steps, seed, stepYears = hourYears }: SimulationSize): Float64Array {
  const stream = openStream({ seed, scenario: 'simulated returns', path: 0, component: model, purpose: 'returns' });
  const next = simulators[model](truth, stepYears, stream);
  return Float64Array.from({ length: steps }, next);
}

const simulators: Readonly<Record<string, Simulator>> = {
  gbm: ({ drift, volatility }, dt, stream) => () => (drift - square(volatility) / 2) * dt + volatility * Math.sqrt(dt) * stream.normal(),
  merton: (truth, dt, stream) => {
    const { 'jump-mean': mean, 'jump-sd': sd } = truth;
    return jumpDiffusion(truth, { dt, stream, growth: exp(mean + square(sd) / 2) - 1, jump: () => mean + sd * stream.normal() });
  },
  kou: (truth, dt, stream) => {
    const { 'up-probability': p, 'eta-up': up, 'eta-down': down } = truth;
    const growth = (p * up) / (up - 1) + ((1 - p) * down) / (down + 1) - 1;
    const jump = (): number => (stream.uniform() < p ? stream.exponential() / up : -stream.exponential() / down);
    return jumpDiffusion(truth, { dt, stream, growth, jump });
  },
  garch: ({ omega, alpha, beta, gamma, degrees, drift }, dt, stream) => {
    let h = omega / (1 - alpha - beta - gamma / 2);
    return () => {
      const z = studentT(stream, degrees) * Math.sqrt((degrees - 2) / degrees);
      const shock = Math.sqrt(h) * z;
      const value = drift * dt - h / 2 + shock;
      h = omega + (alpha + (shock < 0 ? gamma : 0)) * square(shock) + beta * h;
      return value;
    };
  },
  regime: ({ calm, stress, toStress, toCalm, location }, _dt, stream) => {
    let isStress = stream.uniform() < toStress / (toStress + toCalm);
    return () => {
      const deviation = isStress ? stress : calm;
      const value = location - square(deviation) / 2 + deviation * stream.normal();
      if (stream.uniform() < (isStress ? toCalm : toStress)) isStress = !isStress;
      return value;
    };
  },
  /** Branching: every jump has a Poisson number of children after exponential delays. Sizes beyond a threshold, exponential. */
  hawkes: ({ base, branching, decay, volatility, threshold, mean }, dt, stream) => {
    const pending: number[] = [];
    let step = -2000;
    const jumpsOf = (from: number): number => {
      let count = 0;
      const immigrants = Array.from({ length: poisson(stream, base) }, () => from + stream.uniform());
      pending.push(...immigrants);
      for (let i = 0; i < pending.length; i++) {
        if (pending[i] >= from + 1) continue;
        count++;
        const [time] = pending.splice(i--, 1);
        for (let child = poisson(stream, branching); child > 0; child--) pending.push(time + stream.exponential() / decay);
      }
      return count;
    };
    return () => {
      for (; step < 0; step++) jumpsOf(step);
      const jump = (): number => (stream.uniform() < 0.5 ? 1 : -1) * (threshold + mean * stream.exponential());
      const jumps = Array.from({ length: jumpsOf(step++) }, jump);
      return jumps.reduce((sum, size) => sum + size, volatility * Math.sqrt(dt) * stream.normal());
    };
  },
};

interface Jumps {
  readonly dt: number;
  readonly stream: RandomStream;
  readonly growth: number;
  readonly jump: () => number;
}

function jumpDiffusion({ volatility, drift, 'jumps-per-year': rate }: Truth, { dt, stream, growth, jump }: Jumps): () => number {
  return () => {
    let value = (drift - rate * growth - square(volatility) / 2) * dt + volatility * Math.sqrt(dt) * stream.normal();
    for (let count = poisson(stream, rate * dt); count > 0; count--) value += jump();
    return value;
  };
}

function poisson(stream: RandomStream, mean: number): number {
  let count = -1;
  for (let time = 0; time < mean; count++) time += stream.exponential();
  return Math.max(0, count);
}

/** Normal over the root of chi squared, the latter by whole degrees. */
function studentT(stream: RandomStream, degrees: number): number {
  let chiSquared = 0;
  for (let i = 0; i < degrees; i++) chiSquared += square(stream.normal());
  return stream.normal() / Math.sqrt(chiSquared / degrees);
}
