/** Annex: every unit of cash on the shown path, and that nothing came from nowhere. */
import type { LedgerAsset, LedgerBalances, LedgerEvidence, LedgerHolder } from '../../engine/study/ledger-evidence-types.ts';
import type { EvidenceSet } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell } from '../document.ts';
import { formatCount } from '../format.ts';
import { absent, perSet, shownPathText } from './section.ts';
import type { Section } from './section.ts';

export const solvencyAudit: Section = {
  id: 'solvency-audit',
  title: 'Solvency audit',
  blocks: (run) => [
    {
      kind: 'paragraph',
      lead: true,
      text:
        'Cash is counted in whole units of its asset. For every holder the opening balance plus what came in less what went out is the ' +
        'closing balance, and over all holders nothing appears or is lost. "simulate audit" checks this from the files alone.',
    },
    perSet(run, (set) => setBlocks(set, shownPathText(run, set))),
  ],
};

function setBlocks({ ledger }: EvidenceSet, sample: string): Block[] {
  if (ledger === undefined) return [absent('The folder is of an earlier version, which kept no ledger.')];
  return [balances(ledger, sample), flows(ledger), positions(ledger)];
}

const holders: readonly (readonly [holder: LedgerHolder, title: string])[] = [
  ['traders', 'Traders'], ['market', 'Market'], ['fund', 'Insurance fund'], ['fees', 'Fees'], ['unfunded', 'Unfunded'], ['pool', 'Pool'],
];

function units(value: number): Cell {
  return { text: formatCount(value), value };
}

function balances({ assets }: LedgerEvidence, sample: string): Block {
  const row = (asset: LedgerAsset, when: string, held: LedgerBalances): Cell[] => {
    const sum = holders.reduce((total, [holder]) => total + held[holder], 0);
    return [`${asset.asset}, ${when}`, String(asset.unit), ...holders.map(([holder]) => units(held[holder])), units(sum)];
  };
  const rows = assets.flatMap((asset) => [
    { cells: row(asset, 'opening', asset.openingUnits) },
    { cells: row(asset, 'closing', asset.closingUnits), marked: asset.residueUnits !== 0 },
  ]);
  const lost = assets.filter(({ residueUnits }) => residueUnits !== 0).map(({ asset }) => asset);
  const verdict = lost.length === 0 ? 'The sums of opening and closing are equal in every asset.' : `They differ in ${lost.join(', ')}.`;
  const table = {
    caption: `Cash by holder in whole units. ${verdict} ${sample}.`,
    columns: ['Asset', 'Unit', ...holders.map(([, title]) => title), 'Sum'].map((title, index) => ({ title, numeric: index > 0 })),
    dense: true,
    rows,
  };
  return { kind: 'table', table };
}

function flows({ assets }: LedgerEvidence): Block {
  const titles = new Map(holders);
  const rows = assets.flatMap(({ asset, flows: moved }) =>
    moved.map(({ kind, from, to, units: amount }) => ({
      cells: [asset, kind, titles.get(from) ?? from, titles.get(to) ?? to, units(amount)],
    })),
  );
  if (rows.length === 0) return absent('No cash moved on the shown path.');
  const table = {
    caption: 'Where every unit went, by kind of movement.',
    columns: [...['Asset', 'Kind', 'From', 'To'].map((title) => ({ title })), { title: 'Units', numeric: true }],
    dense: true,
    rows,
  };
  return { kind: 'table', table };
}

function positions({ positions: held }: LedgerEvidence): Block {
  const columns = ['Traders, opening', 'Market, opening', 'Traders, closing', 'Market, closing'];
  const table = {
    caption: 'Lots by holder: traders and the market sum to zero in every instrument.',
    columns: [{ title: 'Instrument', name: true }, ...columns.map((title) => ({ title, numeric: true }))],
    dense: true,
    rows: held.map(({ instrument, openingLots, closingLots }) => ({
      cells: [instrument, ...[openingLots.traders, openingLots.market, closingLots.traders, closingLots.market].map(units)],
      marked: openingLots.traders + openingLots.market !== 0 || closingLots.traders + closingLots.market !== 0,
    })),
  };
  return { kind: 'table', table };
}
