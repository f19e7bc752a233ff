/** What a sweep prints on stdout: the frontier with its second look, what each parameter does, the files. */
import { metricTitle, metricWriter, writeInterval } from '../../reports/metrics.ts';
import type { FrontierPoint, JudgedNumber, Reading, SweepSummary, TornadoBar } from '../../reports/sweep/sweep-summary.ts';
import { printable } from '../printable.ts';
import { plainText, tableLines } from '../table.ts';
import type { TextTable } from '../table.ts';
import { styled, wrapText } from '../terminal.ts';
import type { Stream } from '../terminal.ts';
import type { WrittenFolder } from '../write-run-folder.ts';

const widestText = 100;
const mostRows = 16;

/** The whole page, ending in a line feed. */
export function sweepPage(summary: SweepSummary, { folder, files }: WrittenFolder, stream: Stream): string {
  const width = Math.min(widestText, stream.columns);
  const { scenario, parameterSet, points, paths, seed, feedback, method, command, digest } = summary;
  const sample = `${points} points by ${method}, ${paths} ${paths === 1 ? 'path' : 'paths'} each, seed ${seed}, feedback ${feedback}`;
  const lines = [
    ...wrapText(`${scenario.title} under variations of ${parameterSet.id}: ${sample}`, { columns: width }),
    ...notesOf(summary).flatMap((note) => wrapText(note, { columns: width, indent: 2 })),
    '',
    styled(stream, 'bold', frontierTitle(summary)),
    ...tableLines(frontierTable(summary), stream),
    '',
    styled(stream, 'bold', 'Each parameter moved by itself, the others as in the file'),
    ...tableLines(tornadoTable(summary), stream),
    '',
    ...wrapText(`${folder}: ${files.join(' ')}`, { columns: width, indent: 11, lead: 'Files      ' }),
    `Reproduce  ${printable(command)}`,
    `Digest     ${digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** What would mislead a reader who is not told. */
export function notesOf({ refused, costRange, cost, frontier, points }: SweepSummary): string[] {
  const notes: string[] = [];
  if (refused.count > 0) {
    notes.push(`${refused.count} of ${points} points have rules that cannot be run, the first because ${refused.example}`);
  }
  if (costRange !== null && costRange[0] === costRange[1] && points > 1) {
    notes.push(`${cost.name} is the same at every point: --cost with another metric or a varied parameter shows what safety costs`);
  }
  const ties = frontier.reduce((sum, winner) => sum + winner.ties, 0);
  if (ties > 0) notes.push(`${ties} more points have the same two numbers as one of the frontier`);
  return notes;
}

function frontierTitle({ safety, cost, frontier }: SweepSummary): string {
  const shown = frontier.length > mostRows ? `, ${mostRows} of ${frontier.length} points` : '';
  return `Nothing is both ${safety.better === 'higher' ? 'higher' : 'lower'} in ${safety.name} and lower in ${cost.name}${shown}`;
}

function frontierTable({ parameters, frontier, base, safety, cost }: SweepSummary): TextTable {
  const writeSafety = writerOf(safety);
  const writeCost = writerOf(cost);
  // A varied parameter that is its own cost has a column already.
  const isParameter = parameters.some(({ key }) => key === cost.name);
  const paidCells = ({ value }: Reading): string[] => (isParameter ? [] : [writeCost(value)]);
  const shown = frontier.length > mostRows ? frontier.filter(({ fresh }) => fresh !== null) : frontier;
  const rowOf = ({ point, values, safety: own, cost: paid, fresh }: FrontierPoint): string[] => [
    `point ${point}`,
    ...values.map(String),
    ...paidCells(paid),
    writeSafety(own.value),
    interval(own, writeSafety),
    fresh === null ? '-' : writeSafety(fresh.safety.value),
    fresh === null ? '-' : interval(fresh.safety, writeSafety),
  ];
  const judgedFile = [...paidCells(base.cost), writeSafety(base.safety.value), interval(base.safety, writeSafety)];
  const keys = parameters.map(({ key }) => key);
  return {
    columns: ['', ...keys, ...(isParameter ? [] : [nameOf(cost)]), nameOf(safety), '95 % interval', 'on fresh paths', '95 % interval'],
    rows: [...shown.map(rowOf), ['the file', ...keys.map(() => ''), ...judgedFile, '', '']],
  };
}

function tornadoTable({ tornado, safety, cost, base }: SweepSummary): TextTable {
  const writeSafety = writerOf(safety);
  const writeCost = writerOf(cost);
  const rows = [...tornado].sort((one, other) => swingOf(other) - swingOf(one)).flatMap(({ parameter, moves }) =>
    moves.map((move, index) => [index === 0 ? parameter : '', String(move.value), writeSafety(move.safety), writeCost(move.cost)]),
  );
  const file = ['the file', '', writeSafety(base.safety.value), writeCost(base.cost.value)];
  return { columns: ['', 'moved to', nameOf(safety), nameOf(cost)], rows: [...rows, file] };
}

/** How far the safety number moves between the ends of a parameter. */
export function swingOf({ moves }: TornadoBar): number {
  const numbers = moves.flatMap(({ safety }) => (safety === null ? [] : [safety]));
  return numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers);
}

/** A metric by its title, a parameter by its key. */
function nameOf({ name, unit }: JudgedNumber): string {
  if (unit === '') return name;
  const [metric, statistic] = name.split('.');
  return statistic ? `${metricTitle(metric)}, ${statistic}` : metricTitle(metric);
}

type Writer = (value: number | null) => string;

function writerOf({ name, unit }: JudgedNumber): Writer {
  if (unit === '') return (value) => (value === null ? '-' : String(value));
  const write = metricWriter({ name: name.split('.')[0], unit });
  return (value) => plainText(write(value));
}

function interval({ interval: ends }: Reading, write: Writer): string {
  return plainText(writeInterval(ends, write) ?? '-');
}
