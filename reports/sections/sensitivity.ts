/** What the loss depends on, and the mildest move that broke the venue. */
import { rankCorrelation } from '../../engine/statistics/rank-correlation.ts';
import type { ParameterBounds } from '../../engine/study/run-folder-rules.ts';
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { breakBins, breakingPoint, judgedPaths } from '../break-share.ts';
import type { BreakBin, JudgedPath } from '../break-share.ts';
import { breakShare } from '../charts/break-share.ts';
import { commandWord, replayCommand } from '../command-words.ts';
import { signed } from '../comparison-words.ts';
import type { Block, Cell, FigureContent, TableRow } from '../document.ts';
import { countOf, formatCount, formatPercent, formatRatio, missing } from '../format.ts';
import { metricTitle, metricWriter, zeroBound } from '../metrics.ts';
import { absent, perSet } from './section.ts';
import type { Section } from './section.ts';

export const sensitivity: Section = {
  id: 'sensitivity',
  title: 'Sensitivity and reverse stress',
  blocks: (run) => [
    { kind: 'heading', text: 'Which rules made the difference' },
    ...attributionBlocks(run),
    { kind: 'heading', text: 'What the shortfall goes with' },
    perSet(run, (set) => driverBlocks(run, set)),
    { kind: 'heading', text: 'How deep prices must fall' },
    perSet(run, (set, index) => reverseBlocks(run, set, index + 1)),
    { kind: 'heading', text: 'Asking further' },
    ...sweepBlocks(run),
  ],
};

function attributionBlocks({ summary: { comparisons } }: RunFolder): Block[] {
  if (comparisons.length === 0) return [absent('The run compared no parameter sets, so no rule can be credited with a difference.')];
  return comparisons.map(attributionBlock);
}

/** The block that made most of each deciding metric; the whole table stands in its own section. */
function attributionBlock({ candidate, baseline, attribution, metrics }: Comparison): Block {
  if (attribution === null) return absent(`${candidate} against ${baseline}: the difference was not divided among the rules.`);
  const isGating = (name: string): boolean => Object.hasOwn(metrics, name) && metrics[name].family === 'gating';
  const deciding = Object.entries(attribution.metrics).filter(([name]) => isGating(name));
  const items = deciding.map(([name, { total, contributions }]) => {
    const write = metricWriter({ name, unit: metrics[name].unit });
    const largest = contributions.reduce((best, share) => (Math.abs(share.value ?? 0) > Math.abs(best.value ?? 0) ? share : best));
    return `${metricTitle(name)}: ${signed(total, write)}, most of it by ${largest.block} (${signed(largest.value, write)})`;
  });
  if (items.length === 0) return absent(`${candidate} against ${baseline}: no metric that decides differs on any path.`);
  return { kind: 'list', items };
}

/** What the run knows of a path besides its losses. */
const drivers = ['price_low_ratio', 'criticality_max_ratio', 'margin_to_open_interest_ratio'] as const;

function driverBlocks(run: RunFolder, set: EvidenceSet): Block[] {
  const shortfall = run.outcomes.column(set.id, 'shortfall_usd');
  if (shortfall === null) return [absent(`The run kept no shortfall per path for ${set.title}.`)];
  if (!shortfall.some((value) => value > 0)) {
    return [absent(`No path of ${set.title} has a shortfall (${zeroBound(shortfall.length)}): there is nothing to go with.`)];
  }
  const rows = drivers.flatMap((name) => {
    const values = run.outcomes.column(set.id, name);
    return values === null ? [] : [driverRow(name, values, shortfall)];
  });
  if (rows.length === 0) return [absent(`The run kept none of the drivers per path for ${set.title}.`)];
  const caption =
    `${set.title}: rank correlation of the shortfall with what differs between paths, 95 % interval. -1: always the opposite order; 0: ` +
    'no order. A correlation over paths is not an effect of a rule.';
  const columns = ['Driver', 'Rank correlation', '95 % interval', 'n'].map((title, index) => ({ title, numeric: index > 0 }));
  return [{ kind: 'table', table: { caption, columns, rows } }];
}

function driverRow(name: string, values: Float64Array, shortfall: Float64Array): TableRow {
  const known = (_: number, path: number): boolean => values[path] === values[path] && shortfall[path] === shortfall[path];
  const [one, other] = [values.filter(known), shortfall.filter(known)];
  const found = rankCorrelation({ one, other, confidence: 0.95 });
  const n: Cell = { text: formatCount(one.length), value: one.length };
  if (found === null) return { cells: [metricTitle(name), missing, one.length < 10 ? 'fewer than 10 paths' : 'the same on every path', n] };
  const { correlation, low, high } = found;
  const interval = `${formatRatio(low)} to ${formatRatio(high)}`;
  return { cells: [metricTitle(name), { text: formatRatio(correlation), value: correlation }, interval, n] };
}

function reverseBlocks(run: RunFolder, set: EvidenceSet, number: number): Block[] {
  const paths = judgedPaths(run, set.id);
  if (paths.length === 0) return [absent(`The run kept no prices and losses per path for ${set.title}.`)];
  const broken = paths.filter(({ isBroken }) => isBroken).length;
  const { mildestBroken, severestHeld } = breakingPoint(paths);
  const words: Block = { kind: 'facts', facts: [brokenFact(mildestBroken, paths.length), heldFact(severestHeld)] };
  if (broken === 0 || broken === paths.length || paths.length < 10) return [words];
  return [words, { kind: 'figures', figures: [reverseFigure(set, { paths, broken, number })] }];
}

type PathFact = Extract<Block, { kind: 'facts' }>['facts'][number];

function brokenFact(path: JudgedPath | null, n: number): PathFact {
  const term = 'Mildest fall that broke the venue';
  if (path === null) return { term, text: `none: no path left a loss unfunded, socialised or auto-deleveraged (${zeroBound(n)})` };
  const text = `${fallText(path)}: losses were unfunded, socialised or auto-deleveraged`;
  return { term, text, items: [[{ code: replayCommand(path.path) }]] };
}

function heldFact(path: JudgedPath | null): PathFact {
  const term = 'Deepest fall that the venue bore';
  if (path === null) return { term, text: 'none: every path broke it' };
  return { term, text: `${fallText(path)}: margin and the insurance fund paid everything`, items: [[{ code: replayCommand(path.path) }]] };
}

function fallText({ path, lowRatio }: JudgedPath): string {
  return `path ${path}, lowest price ${formatPercent(lowRatio)} of the first`;
}

interface Reverse {
  readonly paths: readonly JudgedPath[];
  readonly broken: number;
  readonly number: number;
}

function reverseFigure(set: EvidenceSet, { paths, broken, number }: Reverse): FigureContent {
  const bins = breakBins(paths);
  return {
    id: `reverse-stress-${number}`,
    title: `${formatCount(broken)} of ${countOf(paths.length, 'path')} broke the venue`,
    facts: `n = ${paths.length}, in ${bins.length} like groups by depth of the fall; lines: exact 95 % intervals (Clopper-Pearson).`,
    spec: breakShare(bins),
    key: [{ text: 'Share of paths that broke', colour: 'unfunded', shape: 'bar' }],
    howToRead:
      'A path broke the venue when a loss was unfunded, socialised or auto-deleveraged. Falls get deeper to the right; where the bars ' +
      'rise is what the rules can bear. Equal falls may end differently: speed and the books of accounts differ between paths.',
    numbers: {
      caption: `${set.title}: paths that broke the venue by lowest price to first`,
      columns: ['From', 'To', 'Paths', 'Broke', 'Share', '95 % interval'].map((title) => ({ title, numeric: true })),
      rows: bins.map(binRow),
    },
  };
}

function binRow({ from, to, paths, broken, interval }: BreakBin): TableRow {
  const share = broken / paths;
  const [low, high] = [interval.low, interval.high].map(formatPercent);
  const ends = [from, to].map((value): Cell => ({ text: formatPercent(value), value }));
  const counts = [paths, broken].map((value): Cell => ({ text: formatCount(value), value }));
  return { cells: [...ends, ...counts, { text: formatPercent(share), value: share }, `${low} to ${high}`] };
}

/** Rules worth varying: those that differ between the sets, else those that set how much margin and fund there is. */
function sweepBlocks(run: RunFolder): Block[] {
  const keys = sweepKeys(run);
  if (keys.length === 0) return [absent('The run lists no rule with a number that a sweep could vary.')];
  const [{ id }] = run.evidence.sets;
  const scenario = commandWord(run.manifest.scenario.name, 'SCENARIO');
  const start = `npx simulate sweep --scenario ${scenario} --params ${commandWord(id, 'PARAMS')}`;
  const text = `A run does not vary its rules; a sweep does. Each line varies one from half to twice its value. ${ownFiles}`;
  return [
    { kind: 'paragraph', text },
    ...keys.map((row): Block => ({ kind: 'command', text: `${start} --vary ${row.key}=${span(row)}:8` })),
  ];
}

const telling = /(^|\.)(margin\.maintenance|margin\.max-leverage|liquidation\.fee)$|(^|\.)losses\.insurance-fund\.opening\.[A-Za-z0-9]+$/;

const ownFiles = 'Where the scenario or the rules are files of yours, write the file in place of the name.';

interface VariedRow {
  readonly key: string;
  readonly value: number;
  readonly bounds?: ParameterBounds;
}

function span({ value, bounds }: VariedRow): string {
  const high = Math.min(2 * value, bounds?.high ?? Infinity);
  return `${rounded(Math.max(value / 2, bounds?.low ?? 0))}:${rounded(high)}`;
}

function sweepKeys({ evidence: { sets } }: RunFolder): VariedRow[] {
  const [first, ...others] = sets;
  const numbers = first.parameters.flatMap(({ key, value, bounds }): VariedRow[] => {
    return typeof value === 'number' && value > 0 && commandWord(key, '') === key ? [{ key, value, bounds }] : [];
  });
  const differing = numbers.filter(({ key, value }) => {
    return others.some(({ parameters }) => parameters.some((row) => row.key === key && row.value !== value));
  });
  const chosen = differing.length > 0 ? differing : numbers.filter(({ key }) => telling.test(key));
  return chosen.slice(0, 3);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
