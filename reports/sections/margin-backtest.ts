/** Margin back-test: do margin rates cover the moves of the time that a close-out takes, and how they move with the market. */
import type { LikelihoodRatio, MarginBacktest, MarginTestRow, Procyclicality } from '../../engine/study/risk-evidence-types.ts';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell, TableRow } from '../document.ts';
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
  return [...setText(run, backtest), { kind: 'table', table: tableOf(backtest) }, ...rates];
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
    `${finding} A breach is a move of the market's own price, from the start to the end of a window of ${formatSpan(periodMs)}, that takes ` +
    `more than the margin of a position at the highest leverage. Windows do not overlap; they come from ${sample}. Tests are of ` +
    `${formatPercent(targetCoverage)} coverage: a p-value below 5 % speaks against as many breaches as promised (Kupiec), or against breaches ` +
    'that come independently of the window before (Christoffersen).';
  const caution =
    'Windows of the time after a scenario began are not those of a usual year: a stress scenario is chosen for its moves, so that a low ' +
    'coverage here is a property of the stress and not of the margin model in normal times.';
  return [{ kind: 'paragraph', text }, { kind: 'paragraph', text: caution }];
}

function tableOf({ tests, periodMs }: MarginBacktest) {
  const numeric = (title: string) => ({ title, numeric: true });
  return {
    caption: `Margin rates against moves over ${formatSpan(periodMs)}. Uncovered: share of notional beyond the margin, of windows with a breach.`,
    columns: [
      { title: 'Instrument', name: true },
      { title: 'Side' },
      { title: 'Margin' },
      ...['Rate', 'Windows', 'Breaches', 'Coverage', 'Mean uncovered', 'Largest uncovered'].map(numeric),
      ...['Kupiec p', 'Independence p', 'Both p'].map(numeric),
    ],
    rows: tests.map(rowOf),
    dense: true,
  };
}

function rowOf(test: MarginTestRow): TableRow {
  const { instrument, side, margin, rate, windows, breaches, coverage, uncoveredMean, uncoveredPeak } = test;
  return {
    cells: [
      ...[instrument, side, margin],
      percent(rate),
      { text: formatCount(windows), value: windows },
      { text: formatCount(breaches), value: breaches },
      ...[coverage, uncoveredMean, uncoveredPeak].map(percent),
      ...[test.kupiec, test.independence, test.conditionalCoverage].map(pValue),
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
