/** What must hold whatever happened on a path. Checked over the accounts that were touched: the others cannot have changed. */
import { assert, InvariantError } from '../math/assert.ts';
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
  const { layout, spec, cash, lots: held } = ledger;
  const units = new Float64Array(spec.assets.length);
  const lots = new Float64Array(spec.instruments.length);
  addChanges(ledger, units, lots);
  for (let slot = layout.firstPartyCash; slot < layout.cashCount; slot++) {
    units[(slot - layout.firstPartyCash) % spec.assets.length] += cash[slot] - layout.openingCash[slot];
  }
  for (let instrument = 0; instrument < lots.length; instrument++) {
    const slot = layout.firstMarketSlot + instrument;
    lots[instrument] += held[slot] - layout.openingLots[slot];
    if (lots[instrument] !== 0) fail(`lots of ${spec.instruments[instrument].id} are not conserved: ${lots[instrument]}`);
  }
  for (let asset = 0; asset < units.length; asset++) {
    if (units[asset] !== 0) fail(`cash in ${spec.assets[asset].id} is not conserved: ${units[asset]} of ${opening.units[asset]} units`);
  }
}

/** A message is only put together when it is needed: this runs after every path. */
function fail(message: string): never {
  throw new InvariantError(message);
}

/** Neighbours mostly share an asset and an instrument: their changes are summed in two local numbers until another one comes. */
function addChanges(ledger: Ledger, units: Float64Array, lots: Float64Array): void {
  const { layout, cash, lots: held, touchedAccounts: touched } = ledger;
  const { singleCount, accountAsset, slotInstrument, openingCash, openingLots } = layout;
  let asset = 0;
  let instrument = 0;
  let assetUnits = units[0];
  let instrumentLots = lots[0];
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    if (account >= singleCount) continue;
    if (accountAsset[account] !== asset || slotInstrument[account] !== instrument) {
      units[asset] = assetUnits;
      lots[instrument] = instrumentLots;
      asset = accountAsset[account];
      instrument = slotInstrument[account];
      assetUnits = units[asset];
      instrumentLots = lots[instrument];
    }
    assetUnits += cash[account] - openingCash[account];
    instrumentLots += held[account] - openingLots[account];
  }
  units[asset] = assetUnits;
  lots[instrument] = instrumentLots;
  if (layout.accountCount === singleCount) return;
  for (let index = 0; index < touched.length; index++) {
    if (touched[index] >= singleCount) addPortfolioChanges(ledger, touched[index], units, lots);
  }
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
