/** How two assets crash together under Student and Gaussian copulas. */
import { assert } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import { integrateFromZero } from '../math/quadrature.ts';
import { studentCdf, studentQuantile } from '../math/student.ts';
import { exp, log1p } from '../math/transcendental.ts';
import { asin, sin } from '../math/trigonometry.ts';

const PI = 3.141592653589793;

/** Correlation of the underlying elliptical law; degrees of freedom, Infinity for the Gaussian copula. */
export interface EllipticalCopula {
  readonly correlation: number;
  readonly degrees: number;
}

function checkCopula({ correlation, degrees }: EllipticalCopula): void {
  assert(correlation >= -1 && correlation <= 1, `a correlation lies in [-1, 1], not ${correlation}`);
  assert(degrees > 0, `degrees of freedom are positive, not ${degrees}`);
}

/**
 * Limit of P(one is below its p quantile | the other is) for p to 0: 2 T(-sqrt((nu + 1)(1 - rho) / (1 + rho))) with nu + 1 degrees
 * (P. Embrechts, A. McNeil and D. Straumann, 2002); 0 for the Gaussian copula below perfect correlation.
 */
export function tailDependence(copula: EllipticalCopula): number {
  checkCopula(copula);
  const { correlation, degrees } = copula;
  if (correlation === 1) return 1;
  if (correlation === -1 || degrees === Infinity) return 0;
  const t = -Math.sqrt(((degrees + 1) * (1 - correlation)) / (1 + correlation));
  return 2 * studentCdf({ t, degrees: degrees + 1 });
}

/** Kendall's tau of any elliptical copula, (2 / pi) asin rho. */
export function kendallTau(correlation: number): number {
  return (2 / PI) * asin(correlation);
}

/** The correlation with this Kendall's tau: how a copula is fitted to ranks. */
export function correlationOfTau(tau: number): number {
  assert(tau >= -1 && tau <= 1, `a Kendall tau lies in [-1, 1], not ${tau}`);
  return sin((PI / 2) * tau);
}

/**
 * P(both are below their own quantile at `probability`). From the derivative of the bivariate law by the correlation (R. L.
 * Plackett, Biometrika 41, 1954; for Student's t A. Genz, Stat. Comput. 14, 2004) with rho = sin a: max(0, 2 p - 1) plus the
 * integral over a from -pi / 2 to asin rho of (1 + 2 q^2 / (nu (1 + sin a)))^(-nu / 2) / (2 pi), in the Gaussian limit of e^(-q^2 /
 * (1 + sin a)) / (2 pi).
 */
export function jointQuantileProbability(options: EllipticalCopula & { probability: number }): number {
  checkCopula(options);
  const { correlation, degrees, probability } = options;
  assert(probability > 0 && probability < 1, `a probability lies in (0, 1), not ${probability}`);
  const quantile = degrees === Infinity ? normalQuantile(probability) : studentQuantile({ probability, degrees });
  const square = quantile * quantile;
  const density = (angle: number): number => {
    // 1 + sin(angle - pi / 2) = 2 sin^2(angle / 2), which does not cancel near 0.
    const half = sin(angle / 2);
    const scaled = square / (2 * half * half);
    return degrees === Infinity ? exp(-scaled) : exp((-degrees / 2) * log1p((2 * scaled) / degrees));
  };
  const integral = integrateFromZero({ of: density, to: PI / 2 + asin(correlation) });
  return Math.max(0, 2 * probability - 1) + integral / (2 * PI);
}
