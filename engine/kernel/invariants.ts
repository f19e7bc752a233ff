/** What must hold whatever happened on a path. Checked over the accounts that were touched: the others cannot have changed. */
import { assert } from '../math/assert.ts';
import type { Ledger } from './ledger.ts';

export interface OpeningTotals {
  /** Units of every asset over all holders. */
  readonly units: Float64Array;
}

/** Totals at the opening, and that positions sum to zero there. */
export function openingTotals(ledger: Ledger): OpeningTotals {
  const { instruments, assets } = ledger.spec;
  instruments.forEach((instrument, index) => {
    assert(ledger.totalLots(index) === 0, `positions in ${instrument.id} do not sum to zero at the opening`);
  });
  return { units: Float64Array.from(assets, (_, asset) => ledger.totalUnits(asset)) };
}

/** Cash of every asset and lots of every instrument are conserved to the unit since the opening. */
export function auditConservation(ledger: Ledger, opening: OpeningTotals): void {
  const { layout, spec } = ledger;
  const units = new Float64Array(spec.assets.length);
  const lots = new Float64Array(spec.instruments.length);
  const touched = ledger.touchedAccounts;
  const { singleCount, accountAsset, slotInstrument, openingCash, openingLots } = layout;
  // Neighbours mostly share an asset and an instrument: their changes are summed in two local numbers until another one comes.
  let asset = 0;
  let instrument = 0;
  let assetUnits = 0;
  let instrumentLots = 0;
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    if (account >= singleCount) {
      addPortfolioChanges(ledger, account, units, lots);
      continue;
    }
    if (accountAsset[account] !== asset || slotInstrument[account] !== instrument) {
      units[asset] += assetUnits;
      lots[instrument] += instrumentLots;
      asset = accountAsset[account];
      instrument = slotInstrument[account];
      assetUnits = 0;
      instrumentLots = 0;
    }
    assetUnits += ledger.cash[account] - openingCash[account];
    instrumentLots += ledger.lots[account] - openingLots[account];
  }
  units[asset] += assetUnits;
  lots[instrument] += instrumentLots;
  for (let slot = layout.firstPartyCash; slot < layout.cashCount; slot++) {
    units[(slot - layout.firstPartyCash) % spec.assets.length] += ledger.cash[slot] - layout.openingCash[slot];
  }
  spec.instruments.forEach((instrument, index) => {
    const slot = layout.firstMarketSlot + index;
    lots[index] += ledger.lots[slot] - layout.openingLots[slot];
    assert(lots[index] === 0, `lots of ${instrument.id} are not conserved: ${lots[index]}`);
  });
  spec.assets.forEach((asset, index) => {
    assert(units[index] === 0, `cash in ${asset.id} is not conserved: ${units[index]} of ${opening.units[index]} units`);
  });
}

function addPortfolioChanges(ledger: Ledger, account: number, units: Float64Array, lots: Float64Array): void {
  const { layout } = ledger;
  units[layout.accountAsset[account]] += ledger.cash[account] - layout.openingCash[account];
  const portfolio = account - layout.singleCount;
  for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
    lots[layout.slotInstrument[slot]] += ledger.lots[slot] - layout.openingLots[slot];
  }
  for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
    units[layout.balanceAsset[slot - layout.accountCount]] += ledger.cash[slot] - layout.openingCash[slot];
  }
}
