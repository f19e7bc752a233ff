/** JSON with one spelling: keys in the order of the contract, shortest numbers, no NaN, no -0, a line feed at the end. */
import { assert } from '../engine/math/assert.ts';

export interface JsonStyle {
  /** Spaces per level; 0 for one line. */
  readonly indent: number;
}

/** Text of a value that has no other numbers than finite ones. Throws InvariantError for those. */
export function jsonText(value: unknown, { indent }: JsonStyle): string {
  check('', value);
  return `${JSON.stringify(value, null, indent)}\n`;
}

/** Asked before: JSON.stringify with somebody who looks at every value takes five times as long. */
function check(key: string | number, value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) assert(false, `"${key}" is ${value}, which JSON cannot hold`);
  if (Array.isArray(value)) for (let place = 0; place < value.length; place++) check(place, value[place]);
  else if (typeof value === 'object' && value !== null) for (const [name, part] of Object.entries(value)) check(name, part);
}
