/** JSON with one spelling: keys in the order of the contract, shortest numbers, no NaN, no -0, a line feed at the end. */
import { assert } from '../engine/math/assert.ts';

export interface JsonStyle {
  /** Spaces per level; 0 for one line. */
  readonly indent: number;
}

/** Text of a value that has no other numbers than finite ones. Throws InvariantError for those. */
export function jsonText(value: unknown, { indent }: JsonStyle): string {
  return `${JSON.stringify(value, checked, indent)}\n`;
}

function checked(key: string, value: unknown): unknown {
  assert(typeof value !== 'number' || Number.isFinite(value), `"${key}" is ${String(value)}, which JSON cannot hold`);
  return value;
}
