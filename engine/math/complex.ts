/** Complex numbers, as far as characteristic functions need them. */
import { atan2, sinCos } from './trigonometry.ts';
import { exp, log } from './transcendental.ts';

/** re + i im. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** re + i im; the imaginary part is 0 unless given. */
export function complex(re: number, im = 0): Complex {
  return { re, im };
}

/** a + b. */
export function plus(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

/** a - b. */
export function minus(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

/** a b. */
export function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

/** factor a, for a real factor. */
export function scaled(a: Complex, factor: number): Complex {
  return { re: factor * a.re, im: factor * a.im };
}

/** a / b, dividing by the larger part of b first (R. L. Smith, Comm. ACM 5, 1962), so that no square overflows. */
export function over(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const size = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / size, im: (a.im - a.re * ratio) / size };
  }
  const ratio = b.re / b.im;
  const size = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / size, im: (a.im * ratio - a.re) / size };
}

/** e^a. */
export function complexExp(a: Complex): Complex {
  const size = exp(a.re);
  const { sin, cos } = sinCos(a.im);
  return { re: size * cos, im: size * sin };
}

/** The principal logarithm, imaginary part in (-pi, pi]. */
export function complexLog(a: Complex): Complex {
  return { re: 0.5 * log(a.re * a.re + a.im * a.im), im: atan2(a.im, a.re) };
}

/** The root with a real part that is not negative. */
export function complexSqrt(a: Complex): Complex {
  const size = Math.sqrt(a.re * a.re + a.im * a.im);
  if (size === 0) return { re: 0, im: 0 };
  const larger = Math.sqrt(0.5 * (size + Math.abs(a.re)));
  const smaller = a.im / (2 * larger);
  if (a.re >= 0) return { re: larger, im: smaller };
  return { re: Math.abs(smaller), im: a.im < 0 ? -larger : larger };
}
