import { describe, expect, it } from 'vitest';
import { exp, expm1, log, log1p, pow, powerOfTwo } from './transcendental.ts';

const view = new DataView(new ArrayBuffer(8));

function bitsOf(value: number): string {
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

/** A deterministic sweep of [0, 1): multiples of the golden ratio modulo 1. */
function sweep(count: number, visit: (fraction: number) => void): void {
  for (let i = 1; i <= count; i++) visit((i * 0.6180339887498949) % 1);
}

function worstRelativeError(options: {
  ours: (x: number) => number;
  theirs: (x: number) => number;
  from: number;
  to: number;
}): number {
  const { ours, theirs, from, to } = options;
  let worst = 0;
  sweep(200_000, (fraction) => {
    const x = from + (to - from) * fraction;
    const reference = theirs(x);
    if (reference !== 0) worst = Math.max(worst, Math.abs(ours(x) - reference) / Math.abs(reference));
  });
  return worst;
}

const functions = { exp, expm1, log, log1p, pow } as const;

const goldenBits: readonly [keyof typeof functions, number[], string][] = [
  ['exp', [1], '4005bf0a8b14576a'],
  ['exp', [-1], '3fd78b56362cef38'],
  ['exp', [0.1], '3ff1aec7b35a00d4'],
  ['exp', [-0.6931471805599453], '3fe0000000000000'],
  ['exp', [10.5], '40e1bb7015e84d3b'],
  ['exp', [-700.25], '00caf5fe9a485c8e'],
  ['exp', [709.5], '7fe81e9b4b52d0c9'],
  ['exp', [-740], '0000000000000055'],
  ['exp', [1e-9], '3ff000000044b830'],
  ['log', [2], '3fe62e42fefa39ef'],
  ['log', [10], '40026bb1bbb55516'],
  ['log', [0.1], 'c0026bb1bbb55515'],
  ['log', [1.0000001], '3e7ad7f2847b6492'],
  ['log', [0.9999], 'bf1a3738d2cf1cc2'],
  ['log', [1e+300], '4085963447f87fb5'],
  ['log', [1e-310], 'c0864e69394d9508'],
  ['log', [3.141592653589793], '3ff250d048e7a1bd'],
  ['expm1', [0.01], '3f84952e9791133f'],
  ['expm1', [-0.5], 'bfd92e9a0720d3ec'],
  ['log1p', [0.01], '3f8460d6ccca3677'],
  ['log1p', [-0.5], 'bfe62e42fefa39ef'],
  ['pow', [1.1,10], '4004bffc0c03023d'],
  ['pow', [2.5,-0.3], '3fe84f1ddc197988'],
  ['pow', [0.3,7.7], '3f18ae7e5b4e6bb0'],
];

describe('transcendental', () => {
  it('ourFunctionsVSMathFunctions: agree within 4e-16 over wide ranges', () => {
    expect(worstRelativeError({ ours: exp, theirs: Math.exp, from: -708, to: 709.7 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: exp, theirs: Math.exp, from: -1, to: 1 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: log, theirs: Math.log, from: 0, to: 3 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: log, theirs: Math.log, from: 0.999, to: 1.001 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: expm1, theirs: Math.expm1, from: -45, to: 45 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: expm1, theirs: Math.expm1, from: -1e-3, to: 1e-3 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: log1p, theirs: Math.log1p, from: -0.999, to: 5 })).toBeLessThanOrEqual(4e-16);
    expect(worstRelativeError({ ours: log1p, theirs: Math.log1p, from: -1e-6, to: 1e-6 })).toBeLessThanOrEqual(4e-16);
  });

  it('logVSMathLog: agrees on every exponent a double can have, subnormals included', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) {
      for (const mantissa of [1, 1.2345, 1.4142135623730951, 1.9999]) {
        const x = mantissa * powerOfTwo(exponent);
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log(x)));
      }
    }
  });

  it('treats the special values as the mathematical limits', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(Object.is(log(1), 0)).toBe(true);
    expect([exp(Infinity), exp(-Infinity), exp(NaN), exp(800), exp(-800)]).toEqual([Infinity, 0, NaN, Infinity, 0]);
    expect([log(Infinity), log(0), log(-0), log(-1), log(NaN)]).toEqual([Infinity, -Infinity, -Infinity, NaN, NaN]);
    expect([expm1(0), expm1(Infinity), expm1(-Infinity), expm1(NaN)]).toEqual([0, Infinity, -1, NaN]);
    expect([log1p(0), log1p(-1), log1p(Infinity), log1p(-2), log1p(NaN)]).toEqual([0, -Infinity, Infinity, NaN, NaN]);
  });

  it('overflows and underflows where Math.exp does, through the subnormals', () => {
    expect(exp(709.782712893384)).toBeLessThan(Infinity);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.13)).toBe(5e-324);
    expect(exp(-745.14)).toBe(0);
    let worst = 0;
    sweep(20_000, (fraction) => {
      const x = -708 - 38 * fraction;
      worst = Math.max(worst, Math.abs(exp(x) - Math.exp(x)));
    });
    expect(worst).toBeLessThanOrEqual(5e-324);
  });

  it('is monotone on a fine grid, so that ordered prices stay ordered', () => {
    let [previousExp, previousLog, falls] = [0, -Infinity, 0];
    for (let i = 1; i < 200_000; i++) {
      const [nextExp, nextLog] = [exp(i * 1e-7), log(i * 1e-5)];
      if (nextExp < previousExp || nextLog < previousLog) falls++;
      [previousExp, previousLog] = [nextExp, nextLog];
    }
    expect(falls).toBe(0);
  });

  it('raises to small integer powers by multiplication alone, exactly where the products are', () => {
    expect(pow(3, 20)).toBe(3486784401);
    expect(pow(-2, 5)).toBe(-32);
    expect(pow(2, -3)).toBe(0.125);
    expect(pow(1.1, 2)).toBe(1.1 * 1.1);
    expect(pow(7, 0)).toBe(1);
    expect(pow(2, 0.5)).toBe(Math.sqrt(2));
  });

  it('powVSMathPow: agrees for general exponents and at the edges', () => {
    expect(worstRelativeError({ ours: (x) => pow(x, 1.7), theirs: (x) => x ** 1.7, from: 0.01, to: 50 })).toBeLessThan(4e-15);
    expect([pow(0, 2.5), pow(0, -2.5), pow(-8, 1 / 3), pow(2, NaN)]).toEqual([0, Infinity, NaN, NaN]);
    expect(pow(-1.01, 101)).toBeCloseTo((-1.01) ** 101, 12);
    expect(pow(-1.01, 100)).toBeCloseTo(1.01 ** 100, 12);
  });

  it('gives exactly the recorded bits on every machine', () => {
    const computed = goldenBits.map(([name, operands]) => {
      const compute = functions[name] as (x: number, y: number) => number;
      return [name, operands, bitsOf(compute(operands[0], operands[1]))];
    });
    expect(computed).toEqual(goldenBits);
  });
});
