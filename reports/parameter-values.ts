/** Values of parameters as text. */
import type { ParameterValue } from '../engine/study/run-folder-types.ts';
import { missing } from './format.ts';

/** Numbers as the file has them, because rounding a rule would misquote it; whole ones from 10,000 with commas. */
export function writeParameter(value: ParameterValue): string {
  if (value === null) return missing;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? groupThousands(String(value)) : value;
}

function groupThousands(text: string): string {
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}
