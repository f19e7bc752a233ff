/** What a chart says at one place of it: the places where the cursor may stop, and the values there. */
import { formatValue } from './format.js';

/** @typedef {Readonly<Record<string, readonly (number | string | null)[]>>} Table columns by name, of one length */

/**
 * One series of a chart: a line, a band or bars.
 * @typedef {object} Series
 * @property {string} title
 * @property {string} table
 * @property {string} x column of the place, or of the start of a bar
 * @property {string} [x2] column of the end of a bar
 * @property {string} y
 * @property {string} [y2] column of the other end of a band or a bar
 * @property {'line' | 'band' | 'bar'} shape
 * @property {string} unit
 * @property {string} yScale
 * @property {string} panel name of the group that it is drawn in; empty for the whole plot
 * @property {string} colour
 * @property {number | null} key entry of the key that stands for it
 * @property {{ column: string, equals: string }} [only] rows that belong to it
 */

/**
 * @typedef {object} Reading
 * @property {Series} series
 * @property {number} value
 * @property {number} [other] the other end of a band
 */

/** Places along x where some series has a value, ascending, each once.
 * @param {readonly Series[]} series
 * @param {Readonly<Record<string, Table>>} tables
 * @returns {number[]} */
export function stopsOf(series, tables) {
  const stops = new Set();
  for (const { table, x, x2 } of series) {
    const [from, to] = [tables[table][x], x2 === undefined ? null : tables[table][x2]];
    from.forEach((value, row) => stops.add(to === null ? Number(value) : (Number(value) + Number(to[row])) / 2));
  }
  // Where there are lines, bars are read at the points of the lines.
  const lines = series.filter(({ shape }) => shape !== 'bar');
  if (lines.length > 0 && lines.length < series.length) return stopsOf(lines, tables);
  return [...stops].sort((a, b) => a - b);
}

/** The stop next to a value; -1 of none.
 * @param {readonly number[]} stops ascending
 * @param {number} value
 * @returns {number} */
export function nearestIndex(stops, value) {
  let [low, high] = [0, stops.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (stops[middle] <= value) low = middle;
    else high = middle;
  }
  return high > 0 && Math.abs(stops[high] - value) < Math.abs(stops[low] - value) ? high : Math.min(low, stops.length - 1);
}

/** Values of every series at a place. Bars are read where the place is inside them; no bar means none.
 * @param {{ series: readonly Series[], tables: Readonly<Record<string, Table>>, place: number }} options
 * @returns {Reading[]} */
export function readingsAt({ series, tables, place }) {
  return series.flatMap((one) => {
    const table = tables[one.table];
    const row = one.shape === 'bar' ? barAt(one, table, place) : pointAt(table[one.x], place);
    if (row < 0) return [];
    const [y, y2] = [table[one.y][row], one.y2 === undefined ? null : table[one.y2][row]];
    if (typeof y !== 'number') return [];
    if (one.shape === 'bar') return [{ series: one, value: Math.abs(typeof y2 === 'number' ? y2 - y : y) }];
    return [typeof y2 === 'number' ? { series: one, value: y, other: y2 } : { series: one, value: y }];
  });
}

/** @type {(one: Series, table: Table, place: number) => number} */
function barAt({ x, x2, only }, table, place) {
  return table[x].findIndex((from, row) => {
    const to = x2 === undefined ? from : table[x2][row];
    const belongs = only === undefined || table[only.column][row] === only.equals;
    return belongs && Number(from) <= place && place < Number(to);
  });
}

/** @type {(column: Table[string], place: number) => number} */
function pointAt(column, place) {
  let best = -1;
  column.forEach((value, row) => {
    if (best < 0 || Math.abs(Number(value) - place) < Math.abs(Number(column[best]) - place)) best = row;
  });
  return best;
}

/** One reading as text: its title, then its value in the unit of its axis.
 * @param {Reading} reading
 * @returns {[title: string, value: string]} */
export function readingText({ series: { title, unit }, value, other }) {
  const text = formatValue(value, unit);
  return [title, other === undefined ? text : `${text} to ${formatValue(other, unit)}`];
}
