/** Reads a raw YAML value without believing anything about it: what is not there or of another kind is simply empty. */
import type { PathPart } from './yaml.ts';

/** A value and where it stands. */
export interface Located {
  readonly path: readonly PathPart[];
  readonly value: unknown;
}

/** The value below a key. */
export function child({ path, value }: Located, key: string): Located {
  const mapping = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { path: [...path, key], value: mapping };
}

/** Keys and values of a mapping. */
export function entries({ path, value }: Located): readonly (Located & { readonly key: string })[] {
  if (!isMapping(value)) return [];
  return Object.entries(value).map(([key, item]) => ({ key, path: [...path, key], value: item }));
}

/** Items of a list. */
export function items({ path, value }: Located): readonly Located[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [];
}

/** The text of a value, undefined for everything else. */
export function textOf({ value }: Located): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
