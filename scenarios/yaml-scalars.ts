/** What an unquoted YAML word means here: a number, true, false, nothing, or text. Stricter than YAML 1.2, which has several readings. */

import { shorten } from './suggest.ts';

/** A scalar that is refused, with what to write instead. */
export interface RefusedScalar {
  readonly what: string;
  readonly expected: string;
  readonly suggestion?: string;
}

export type ScalarReading = { readonly value: string | number | boolean | null } | { readonly refused: RefusedScalar };

const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const otherBase = /^[-+]?0[xXoObB][\dA-Fa-f_]+$/;
const notFinite = /^[-+]?\.?(?:nan|inf|infinity)$/i;
const separated = /^[-+]?\d{1,3}(?:[_,]\d{3})+(?:\.\d+)?$/;
const constants = new Map<string, boolean | null>([['', null], ['~', null], ['null', null], ['true', true], ['false', false]]);

/** Reads an unquoted word. Quoted text never comes here. */
export function readPlainScalar(source: string): ScalarReading {
  const constant = constants.get(source);
  if (constant !== undefined) return { value: constant };
  if (decimal.test(source)) return readDecimal(source);
  return refusedWord(source) ?? { value: source };
}

function refusedWord(source: string): ScalarReading | undefined {
  if (notFinite.test(source)) return refused(source, { expected: 'a finite number', suggestion: 'leave the key out for "no limit"' });
  if (otherBase.test(source)) return refused(source, { why: 'is not decimal', suggestion: 'quote it if it is a name' });
  const plain = source.replaceAll(/[_,]/g, '');
  return separated.test(source) ? refused(source, { why: 'has separators', suggestion: `write ${shorten(plain)}` }) : undefined;
}

function readDecimal(source: string): ScalarReading {
  const value = Number(source);
  if (/^[-+]?0\d/.test(source)) return refused(source, { why: 'has a leading zero', suggestion: 'drop the zero, or quote it' });
  if (!Number.isFinite(value)) return refused(source, { why: 'is too large', expected: 'a finite number' });
  if (value === 0) return /[1-9]/.test(source.replace(/[eE].*/, '')) ? refused(source, { why: 'is too small' }) : { value: 0 };
  const exact = !/^[-+]?\d+$/.test(source) || Number.isSafeInteger(value);
  return exact ? { value } : refused(source, { why: 'is too large to be exact', expected: 'at most 9007199254740991' });
}

function refused(source: string, text: { readonly why?: string; readonly expected?: string; readonly suggestion?: string }): ScalarReading {
  const { why = '', expected = 'a decimal number', suggestion } = text;
  return { refused: { what: `the number ${shorten(source)} ${why}`.trim(), expected, ...(suggestion && { suggestion }) } };
}
