/** Chi-squared draws with any positive number of degrees of freedom. */
import { assert } from './assert.ts';
import type { RandomStream } from './random.ts';
import { log, pow } from './transcendental.ts';

/** A chi-squared draw: twice a gamma draw with half as many degrees as its shape. */
export function chiSquared(stream: RandomStream, degrees: number): number {
  assert(degrees > 0, `degrees of freedom are positive, not ${degrees}`);
  return 2 * gammaDraw(stream, degrees / 2);
}

/** Gamma draw, scale 1 (G. Marsaglia and W. W. Tsang, ACM Trans. Math. Software 26, 2000); below shape 1 by their power of a uniform. */
export function gammaDraw(stream: RandomStream, shape: number): number {
  if (shape < 1) return gammaDraw(stream, shape + 1) * pow(stream.uniformFine(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(stream.uniformFine()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}
