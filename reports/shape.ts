/**
 * What a JSON file must look like, said once and checked with the place of the first value that is wrong. A shape is a
 * function that returns its value typed or throws a ShapeError.
 */

/** A value that is not what the contract says: where it is inside the file, what was found and what was expected. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(
    readonly pointer: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`${pointer || 'the file'} is ${found}, expected ${expected}`);
  }
}

export type Shape<T> = (value: unknown, pointer: string) => T;

type Shaped<Fields> = { [Key in keyof Fields]: Fields[Key] extends Shape<infer T> ? T : never };

export const text: Shape<string> = (value, pointer) => (typeof value === 'string' ? value : fail(value, pointer, 'text'));

export const number: Shape<number> = (value, pointer) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(value, pointer, 'a finite number');

export const boolean: Shape<boolean> = (value, pointer) => (typeof value === 'boolean' ? value : fail(value, pointer, 'true or false'));

/** Text, a finite number, true, false or null: what one cell of a table can hold. */
export const cell: Shape<string | number | boolean | null> = (value, pointer) => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(value, pointer, 'text, a finite number, true, false or null');
};

/** True or false. */


export const anything: Shape<unknown> = (value) => value;

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, pointer) => (value === null ? null : shape(value, pointer));
}

/** One of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Shape<Word> {
  return (value, pointer) => {
    const found = words.find((word) => word === value);
    return found ?? fail(value, pointer, `one of ${words.join(', ')}`);
  };
}

export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value, pointer) => {
    try {
      return first(value, pointer);
    } catch (error) {
      if (error instanceof ShapeError && error.pointer === pointer) return second(value, pointer);
      throw error;
    }
  };
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, pointer) => {
    if (!Array.isArray(value)) return fail(value, pointer, 'a list');
    return value.map((item: unknown, index) => shape(item, `${pointer}[${index}]`));
  };
}

/** Two numbers, the first not above the second. */
export const interval: Shape<readonly [number, number]> = (value, pointer) => {
  const bounds = list(number)(value, pointer);
  if (bounds.length !== 2 || bounds[0] > bounds[1]) return fail(value, pointer, 'two numbers in ascending order');
  return [bounds[0], bounds[1]];
};

export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, pointer) => {
    const entries = Object.entries(asObject(value, pointer)).map(([key, item]) => [key, shape(item, `${pointer}.${key}`)] as const);
    return Object.fromEntries(entries);
  };
}

/** An object with at least these fields; others are kept out, so that later versions may add some. */
export function object<Fields extends Record<string, Shape<unknown>>>(fields: Fields): Shape<Shaped<Fields>> {
  return (value, pointer) => {
    const source = asObject(value, pointer);
    const entries = Object.entries(fields).map(([key, shape]) => [key, shape(source[key], pointer === '' ? key : `${pointer}.${key}`)]);
    return Object.fromEntries(entries) as Shaped<Fields>;
  };
}

/** A field that may be absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, pointer) => (value === undefined ? undefined : shape(value, pointer));
}

/** A shape and a further condition on its value. */
export function where<T>(shape: Shape<T>, holds: (value: T) => boolean, expected: string): Shape<T> {
  return (value, pointer) => {
    const checked = shape(value, pointer);
    return holds(checked) ? checked : fail(value, pointer, expected);
  };
}

function asObject(value: unknown, pointer: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(value, pointer, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function fail(value: unknown, pointer: string, expected: string): never {
  throw new ShapeError(pointer, describe(value), expected);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 57)}...` : written;
}
