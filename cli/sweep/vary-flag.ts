/** What `--vary` says: KEY=LOW:HIGH:COUNT, KEY=log:LOW:HIGH:COUNT, or KEY=VALUE,VALUE,... */
import type { SweepAxis, SweepMethod, SweepRange } from '../../engine/study/sweep-points.ts';
import { mostSweepPoints } from '../../engine/study/sweep-points.ts';
import { shorten } from '../../scenarios/suggest.ts';
import { readPlainScalar } from '../../scenarios/yaml-scalars.ts';
import { numberIn } from '../arguments.ts';
import { usageError } from '../usage-error.ts';

const example = '--vary margin.maintenance=0.005:0.02:8';
const longestFlag = 4000;

/** The axis that one flag describes. Throws UserError, exit 2. Whether the key exists and takes the values is not known here. */
export function varyFlag(text: string, method: SweepMethod): SweepAxis {
  const [, key, spread] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw wrong(text, 'has no "="', 'KEY=LOW:HIGH:COUNT or KEY=VALUE,VALUE');
  if (key.trim() === '') throw wrong(text, 'names no parameter', 'a key of the parameter file, like margin.maintenance');
  if (spread.trim() === '') throw wrong(text, 'has no values', 'LOW:HIGH:COUNT or VALUE,VALUE');
  if (text.length > longestFlag) throw wrong(text, `has ${text.length} characters`, `at most ${longestFlag}`);
  const range = spread.includes(':') ? rangeOf(text, spread) : null;
  if (range === null) return { key: key.trim(), spread: { values: listOf(text, spread) } };
  if (range.steps === null && method === 'grid') {
    throw usageError({ what: `--vary ${text} does not say how many values`, expected: 'LOW:HIGH:COUNT', suggestion: `--vary ${text}:5` });
  }
  return { key: key.trim(), spread: { range } };
}

function rangeOf(text: string, spread: string): SweepRange {
  const parts = spread.split(':').map((part) => part.trim());
  const scale = parts[0] === 'log' ? 'log' : 'linear';
  const numbers = scale === 'log' ? parts.slice(1) : parts;
  if (numbers.length < 2 || numbers.length > 3) throw wrong(text, 'is no range', 'LOW:HIGH:COUNT or log:LOW:HIGH:COUNT');
  const [low, high, steps] = numbers.map((part) => numberOf(text, part));
  if (low > high) throw wrong(text, `begins at ${low}, above its end ${high}`, 'the low end first');
  if (scale === 'log' && low <= 0) throw wrong(text, `begins at ${low}`, 'a logarithmic range above 0');
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1 && steps <= mostSweepPoints)) {
    throw wrong(text, `asks for ${steps} values`, `a whole number from 2 to ${mostSweepPoints}`);
  }
  if (steps === 1 && low !== high) throw wrong(text, 'asks for 1 value of a range', 'at least 2');
  return { low, high, scale, steps: steps ?? null, whole: false };
}

function numberOf(text: string, part: string): number {
  const number = numberIn(part);
  if (Number.isFinite(number)) return number;
  throw wrong(text, `has ${JSON.stringify(shorten(part))} where a number belongs`, 'decimal numbers');
}

/** Values are read as the parameter file reads them. */
function listOf(text: string, spread: string): (string | number | boolean)[] {
  const values = spread.split(',').map((part) => {
    const word = part.trim();
    if (word === '') throw wrong(text, 'has an empty value', 'a value between two commas');
    const reading = readPlainScalar(word);
    if ('value' in reading && reading.value !== null) return reading.value;
    if ('value' in reading) throw wrong(text, `has ${JSON.stringify(word)}, which is no value`, 'numbers, names, true or false');
    throw usageError({ what: `--vary ${shorten(text)}: ${reading.refused.what}`, expected: reading.refused.expected, suggestion: example });
  });
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw wrong(text, `has ${JSON.stringify(twice)} twice`, 'each value once');
  return values;
}

function wrong(text: string, what: string, expected: string): Error {
  return usageError({ what: `--vary ${shorten(text)} ${what}`, expected, suggestion: example });
}
