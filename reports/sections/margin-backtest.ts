/** Margin back-test: do margin rates cover the moves of the time that a close-out takes, and how they move with the market. */
import type { LikelihoodRatio, MarginBacktest, MarginTestRow, Procyclicality } from '../../engine/study/risk-evidence-types.ts';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell, TableContent, TableRow } from '../document.ts';
import { countOf, formatCount, formatPercent, formatRatio, formatSpan, missing } from '../format.ts';

export const marginBacktest = {
  id: 'margin-backtest',
  title: 'Margin back-test',
  blocks: (run: RunFolder): readonly Block[] => {
    return [{ kind: 'sets', sets: run.evidence.sets.map((set) => ({ title: set.title, blocks: setBlocks(run, set) })) }];
  },
};

function setBlocks(run: RunFolder, set: EvidenceSet): Block[] {
  const { marginBacktest: backtest, procyclicality } = set;
  if (!backtest) return [{ kind: 'absent', text: 'This run was made by a version that did not test margins against price moves.' }];
  const rates = procyclicality ? [rateBlock(procyclicality)] : [];
  if (backtest.tests.every(({ windows }) => windows === 0)) {
    return [{ kind: 'absent', text: `A path is shorter than the ${formatSpan(backtest.periodMs)} over which moves are tested.` }, ...rates];
  }
  const tables = [breachTable(backtest), testTable(backtest)].map((table): Block => ({ kind: 'table', table }));
  return [...setText(run, backtest), ...tables, ...rates];
}

function setText(run: RunFolder, { periodMs, targetCoverage, paths, tests }: MarginBacktest): Block[] {
  const sample = paths === run.summary.paths ? `all ${countOf(paths, 'path')}` : `${countOf(paths, 'path')}: all paths replay one history`;
  const worst = tests.filter(({ margin }) => margin === 'initial').reduce((most, test) => (test.breaches > most.breaches ? test : most));
  const finding =
    worst.breaches === 0
      ? 'No move went beyond the initial margin.'
      : `Most breaches of initial margin: ${worst.instrument}, ${worst.side}, in ${countOf(worst.breaches, 'window')} of ` +
        `${formatCount(worst.windows)}, by up to ${formatPercent(worst.uncoveredPeak)} of notional.`;
  const text =
    `${finding} A breach is a move of the market's own price, from the start to the end of a window of ${formatSpan(periodMs)}, that ` +
    `takes more than the margin of a position at the highest leverage. Windows do not overlap; they come from ${sample}. Tests are of ` +
    `${formatPercent(targetCoverage)} coverage: a p-value below 5 % speaks against as many breaches as promised, too few ` +
    'counting as well (Kupiec), or against breaches that come independently of the window before (Christoffersen).';
  const caution =
    'A stress scenario is chosen for its moves: a low coverage here belongs to the stress and says little about normal times. Windows of ' +
    'maintenance margin are tested against the same coverage, to show what is left when a position is about to be liquidated.';
  return [{ kind: 'paragraph', text }, { kind: 'paragraph', text: caution }];
}

const testedColumns = [{ title: 'Instrument', name: true }, { title: 'Side' }, { title: 'Margin' }];

function numeric(titles: readonly string[]): TableContent['columns'] {
  return titles.map((title) => ({ title, numeric: true }));
}

function breachTable({ tests, periodMs }: MarginBacktest): TableContent {
  return {
    caption:
      `Margin rates against moves over ${formatSpan(periodMs)}. Uncovered: share of notional beyond the margin, ` +
      'of windows with a breach.',
    columns: [...testedColumns, ...numeric(['Rate', 'Windows', 'Breaches', 'Coverage', 'Mean uncovered', 'Largest uncovered'])],
    rows: tests.map(breachRow),
    dense: true,
  };
}

function breachRow({ instrument, side, margin, rate, windows, breaches, coverage, uncoveredMean, uncoveredPeak }: MarginTestRow): TableRow {
  return {
    cells: [
      ...[instrument, side, margin],
      percent(rate),
      ...[windows, breaches].map((value) => ({ text: formatCount(value), value })),
      ...[coverage, uncoveredMean, uncoveredPeak].map(percent),
    ],
  };
}

function testTable({ tests, targetCoverage }: MarginBacktest): TableContent {
  return {
    caption:
      `p-values of the tests of ${formatPercent(targetCoverage)} coverage. After a breach: windows that followed one, ` +
      'and breaches among them.',
    columns: [...testedColumns, ...numeric(['Kupiec', 'Independence', 'Both', 'After a breach', 'Breaches again'])],
    rows: tests.map(testRow),
    dense: true,
  };
}

function testRow({ instrument, side, margin, kupiec, independence, conditionalCoverage, transitions }: MarginTestRow): TableRow {
  const { breachQuiet, breachBreach } = transitions;
  return {
    cells: [
      ...[instrument, side, margin],
      ...[kupiec, independence, conditionalCoverage].map(pValue),
      ...[breachQuiet + breachBreach, breachBreach].map((value) => ({ text: formatCount(value), value })),
    ],
  };
}

function percent(value: number | null): Cell {
  return { text: formatPercent(value), value };
}

function pValue(test: LikelihoodRatio | null): Cell {
  if (test === null) return missing;
  return { text: test.pValue < 0.001 ? '<0.001' : formatRatio(test.pValue), value: test.pValue };
}

function rateBlock({ isConstantByRule, instruments }: Procyclicality): Block {
  if (isConstantByRule) {
    const text = 'Procyclicality: initial margin rates are constant by rule. They did not rise in the stress, and cannot.';
    return { kind: 'paragraph', text };
  }
  const titles = ['Initial rate at the start', 'Highest over lowest', 'Largest rise in 1 day', 'Largest rise in 5 days'];
  const rows = instruments.map((one) => ({
    cells: [
      one.instrument,
      percent(one.initialRate),
      { text: formatRatio(one.peakToTrough), value: one.peakToTrough },
      ...[one.largestRise1d, one.largestRise5d].map(percent),
    ],
  }));
  const columns = [{ title: 'Instrument', name: true }, ...titles.map((title) => ({ title, numeric: true }))];
  return { kind: 'table', table: { caption: 'Procyclicality: initial margin rates of small positions on the shown path.', columns, rows } };
}
