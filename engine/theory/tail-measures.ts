/** Value at risk and expected shortfall of normal and Student losses. */
import { assert } from '../math/assert.ts';
import { normalPdf, normalQuantile } from '../math/normal.ts';
import { studentPdf, studentQuantile } from '../math/student.ts';

/** Of a loss with larger being worse, in units of the law's scale. */
export interface TailMeasures {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

function checkLevel(level: number): void {
  assert(level > 0 && level < 1, `a level lies in (0, 1), not ${level}`);
}

/** Standard normal: ES = phi(q) / (1 - level) (A. McNeil, R. Frey and P. Embrechts, Quantitative Risk Management, 2015, example 2.14). */
export function normalTail(level: number): TailMeasures {
  checkLevel(level);
  const valueAtRisk = normalQuantile(level);
  return { valueAtRisk, expectedShortfall: normalPdf(valueAtRisk) / (1 - level) };
}

/**
 * Student's t, not scaled to variance 1: ES = f(q) / (1 - level) (nu + q^2) / (nu - 1) (same, example 2.15); Infinity up to one
 * degree.
 */
export function studentTail({ level, degrees }: { level: number; degrees: number }): TailMeasures {
  checkLevel(level);
  const valueAtRisk = studentQuantile({ probability: level, degrees });
  if (degrees <= 1) return { valueAtRisk, expectedShortfall: Infinity };
  const factor = (degrees + valueAtRisk * valueAtRisk) / (degrees - 1);
  return { valueAtRisk, expectedShortfall: (studentPdf({ t: valueAtRisk, degrees }) / (1 - level)) * factor };
}
