/** Fund and auto-deleveraging: how long the fund lasts, and who pays after it. */
import type { AdlFairness, FundExhaustion } from '../../engine/study/risk-evidence-types.ts';
import type { EvidenceSet, FundSeries, RunFolder } from '../../engine/study/run-folder-types.ts';
import { fundExhaustion } from '../charts/fund-exhaustion.ts';
import { fundFan } from '../charts/fund-fan.ts';
import type { FundFan } from '../charts/fund-fan.ts';
import type { Block, Fact, FigureContent, TableContent } from '../document.ts';
import { countOf, formatCount, formatPercent, formatRatio, formatTime, formatUsd, missing } from '../format.ts';
import { zeroBound } from '../metrics.ts';
import { largest, sampleIndexes, smallest } from '../thin.ts';
import { shownPathText } from './section.ts';

export const fundAndAdl = {
  id: 'fund-and-adl',
  title: 'Fund and auto-deleveraging',
  blocks: (run: RunFolder): readonly Block[] => {
    const maxUsd = largest([0, ...run.evidence.sets.flatMap(({ fund }) => fund?.p95Usd ?? [])]);
    const sets = run.evidence.sets.map((set, index) => {
      const figures = [fanFigure({ run, set, setNumber: index + 1, maxUsd }), exhaustionFigure(set, index + 1)];
      return { title: set.title, blocks: [...figures.map(figureBlock), ...adlBlocks(run, set)] };
    });
    return [{ kind: 'sets', sets }];
  },
};

function figureBlock(figure: FigureContent | string): Block {
  return typeof figure === 'string' ? { kind: 'absent', text: figure } : { kind: 'figures', figures: [figure] };
}

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly setNumber: number;
  readonly maxUsd: number;
}

function fanFigure({ run, set: { fund, title }, setNumber, maxUsd }: Subject): FigureContent | string {
  if (fund === null || maxUsd <= 0) return `${title} has no insurance fund.`;
  if (!hasQuarters(fund)) return 'This run was made by a version that kept three percentiles of the fund only.';
  const { paths = run.summary.paths } = fund;
  const kept = paths < run.summary.paths ? `the first ${paths} of ${run.summary.paths} paths` : countOf(paths, 'path');
  return {
    id: `fund-fan-${setNumber}`,
    title: `Insurance fund from ${formatUsd(fund.p50Usd[0])}: lowest 5th percentile ${formatUsd(smallest(fund.p05Usd))}`,
    facts: `n = ${kept}.`,
    spec: fundFan({ fund, maxUsd }),
    key: [
      { text: 'Median', colour: 'fund', shape: 'line' },
      { text: '25th to 75th, and 5th to 95th percentile', colour: 'fund', shape: 'band' },
    ],
    howToRead: 'At each moment, half of the paths have a fund inside the dark band and nine of ten inside the light one.',
    numbers: fanNumbers(fund),
  };
}

function hasQuarters(fund: FundSeries): fund is FundFan {
  return fund.p25Usd !== undefined && fund.p75Usd !== undefined;
}

function fanNumbers(fund: FundFan): TableContent {
  const { timeMs, p05Usd, p25Usd, p50Usd, p75Usd, p95Usd } = fund;
  return {
    caption: `Insurance fund (${fund.asset}) in USD at equal steps`,
    columns: [{ title: 'Time', name: true }, ...['p5', 'p25', 'Median', 'p75', 'p95'].map((title) => ({ title, numeric: true }))],
    rows: sampleIndexes(timeMs.length, 13).map((index) => ({
      cells: [
        formatTime(timeMs[index]),
        ...[p05Usd, p25Usd, p50Usd, p75Usd, p95Usd].map((levels) => ({ text: formatUsd(levels[index]), value: levels[index] })),
      ],
    })),
  };
}

function exhaustionFigure({ fundExhaustedByTime: exhausted, title }: EvidenceSet, setNumber: number): FigureContent | string {
  if (exhausted === undefined) return 'This run was made by a version that did not note when funds were empty.';
  if (exhausted === null) return `${title} has no insurance fund with anything in it at the start: it cannot run out.`;
  const { share, paths } = exhausted;
  const last = share.length - 1;
  if (share[last] === 0) {
    const remnant = 'Where auto-deleveraging takes over what the fund cannot carry, less than the loss of a lot may be left in it.';
    return `The insurance fund was empty on none of ${countOf(paths, 'path')} (${zeroBound(paths)}). ${remnant}`;
  }
  return {
    id: `fund-exhaustion-${setNumber}`,
    title: `The fund has been empty on ${formatPercent(share[last])} of the paths by the end`,
    facts: `n = ${countOf(paths, 'path')}, 95 % interval of each share.`,
    spec: fundExhaustion(exhausted),
    key: [
      { text: 'Share of paths', colour: 'unfunded', shape: 'line' },
      { text: '95 % interval (Wilson)', colour: 'unfunded', shape: 'band' },
    ],
    howToRead: 'The line is the share of paths on which the fund has been empty at some moment up to that time; it never falls.',
    numbers: exhaustionNumbers(exhausted),
  };
}

function exhaustionNumbers({ timeMs, share, low, high }: FundExhaustion): TableContent {
  return {
    caption: 'Share of paths on which the fund has been empty by a time',
    columns: [{ title: 'Time', name: true }, ...['Share', 'From', 'To'].map((title) => ({ title, numeric: true }))],
    rows: sampleIndexes(timeMs.length, 13).map((index) => ({
      cells: [
        formatTime(timeMs[index]),
        ...[share, low, high].map((values) => ({ text: formatPercent(values[index]), value: values[index] })),
      ],
    })),
  };
}

function adlBlocks(run: RunFolder, set: EvidenceSet): Block[] {
  const { adlFairness: fairness } = set;
  if (fairness === undefined) return [absentText('This run was made by a version that did not look at who is auto-deleveraged.')];
  if (fairness === null) return [absentText(`Nobody was auto-deleveraged on the shown path. ${shownPathText(run, set)}.`)];
  return [
    { kind: 'heading', text: 'Who paid by auto-deleveraging' },
    { kind: 'facts', facts: fairnessFacts(fairness, shownPathText(run, set)) },
    { kind: 'table', table: payersTable(fairness) },
  ];
}

function absentText(text: string): Block {
  return { kind: 'absent', text };
}

function fairnessFacts(fairness: AdlFairness, path: string): Fact[] {
  const { winners, payers, paidUsd, winnersProfitUsd, shareOfProfit, gini } = fairness;
  return [
    { term: 'Sample', text: `${path}.` },
    {
      term: 'Paid',
      text: `${formatUsd(paidUsd)} by ${countOf(payers, 'account')} of ${countOf(winners, 'winner')} on the opposite side.`,
    },
    {
      term: 'Share of profit',
      text: `${formatPercent(shareOfProfit)} of the ${formatUsd(winnersProfitUsd)} that all winners had when they were first ranked.`,
    },
    {
      term: 'Gini coefficient',
      text: `${gini === null ? missing : formatRatio(gini)} of what each winner paid: 0 when all pay alike, near 1 when few pay for all.`,
    },
    { term: 'Rank order', text: orderText(fairness) },
  ];
}

function orderText({ rankings, rankingsChecked, rankingsBroken }: AdlFairness): string {
  const checked = `${formatCount(rankingsChecked)} of ${countOf(rankings, 'ranking')} made anew from all positions`;
  if (rankingsChecked === 0) return `Not checked: ${checked}.`;
  if (rankingsBroken === 0) return `Kept: nobody was reduced while somebody ranked higher had a position left (${checked}).`;
  return `Broken in ${formatCount(rankingsBroken)}: somebody was reduced before somebody ranked higher (${checked}).`;
}

function payersTable({ largestPayers }: AdlFairness): TableContent {
  return {
    caption: 'Who paid most. Share: of the account\'s unrealised profit when it was first ranked.',
    columns: [
      ...['Account', 'Owner'].map((title) => ({ title, name: true })),
      ...['Paid', 'Share of profit'].map((title) => ({ title, numeric: true })),
    ],
    rows: largestPayers.map(({ account, owner, paidUsd, shareOfProfit }) => ({
      cells: [
        ...[account, owner],
        { text: formatUsd(paidUsd), value: paidUsd },
        { text: formatPercent(shareOfProfit), value: shareOfProfit },
      ],
    })),
  };
}
