/** Who was hit on a path, per cohort: read at the end of the path from what it touched. */
import type { PathOutcome } from '../../kernel/outcome.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { addCells, cellCount, cohortCount, cohortsOf, cohortsOfCell, dimensionCount } from './cohorts.ts';
import type { Cohorts } from './cohorts.ts';

/** Numbers kept per cohort: at [cohort * insolvencyFields + field]. */
export const insolvencyField = { accounts: 0, liquidated: 1, insolvent: 2, deleveraged: 3, shortfallUsd: 4, socializedUsd: 5 } as const;
const fields = 6;

export const insolvencyPlaces = cohortCount * fields;

/** Place of a number of a cohort. */
export function insolvencyPlace(cohort: number, field: number): number {
  return cohort * fields + field;
}

/** Writes the numbers of the path that a world has just run to the first places of a row. */
export function tallyInsolvencies(row: Float64Array, simulation: Simulation, outcome: PathOutcome, startPrices: Float64Array): void {
  const cohorts = cohortsOf(simulation.spec, startPrices);
  for (let cohort = 0; cohort < cohortCount; cohort++) row[insolvencyPlace(cohort, insolvencyField.accounts)] = cohorts.accounts[cohort];
  tallyHits(row, cohorts, simulation);
  tallyShortfalls(row, cohorts, simulation);
  if (simulation.ledger.haircutsTaken !== null) tallyHaircuts(row, cohorts, simulation, outcome);
}

/** Per cell, of the path at hand. */
const liquidated = new Int32Array(cellCount);
const deleveraged = new Int32Array(cellCount);

function tallyHits(row: Float64Array, { cellOf }: Cohorts, { tally, ledger, layout: { stableOf } }: Simulation): void {
  const touched = ledger.touchedAccounts;
  liquidated.fill(0);
  deleveraged.fill(0);
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    const cell = cellOf[stableOf[account]];
    if (tally.isLiquidated(account)) liquidated[cell]++;
    if (tally.isDeleveraged(account)) deleveraged[cell]++;
  }
  addCells(liquidated, row, { stride: fields, place: insolvencyField.liquidated });
  if (tally.deleveragedAccounts > 0) addCells(deleveraged, row, { stride: fields, place: insolvencyField.deleveraged });
}

/** Adds to a number of all cohorts that an account belongs to. */
function addTo(row: Float64Array, { cellOf }: Cohorts, stable: number, field: number, value: number): void {
  const place = cellOf[stable] * dimensionCount;
  for (let dimension = 0; dimension < dimensionCount; dimension++) row[insolvencyPlace(cohortsOfCell[place + dimension], field)] += value;
}

function tallyShortfalls(row: Float64Array, cohorts: Cohorts, { tally, layout }: Simulation): void {
  const { accounts, usd } = tally.shortfalls;
  const insolvent = new Set<number>();
  for (let entry = 0; entry < accounts.length; entry++) {
    const account = accounts[entry];
    const stable = layout.stableOf[account];
    addTo(row, cohorts, stable, insolvencyField.shortfallUsd, usd[entry]);
    if (insolvent.has(account)) continue;
    insolvent.add(account);
    addTo(row, cohorts, stable, insolvencyField.insolvent, 1);
  }
}

/**
 * What winners gave up. Haircuts are known in units of the margin asset; their USD are shared out in proportion to their value at the end
 * of the path, so that those of a venue add up to its socialised loss.
 */
function tallyHaircuts(row: Float64Array, cohorts: Cohorts, simulation: Simulation, { usd: totals }: PathOutcome): void {
  const { layout } = simulation;
  const perVenue = new Float64Array(totals.length);
  forEachHaircut(simulation, (account, usd) => (perVenue[layout.accountVenue[account]] += usd));
  forEachHaircut(simulation, (account, usd) => {
    const venue = layout.accountVenue[account];
    const paid = usd * (totals[venue].socialized / perVenue[venue]);
    addTo(row, cohorts, layout.stableOf[account], insolvencyField.socializedUsd, paid);
  });
}

function forEachHaircut({ ledger, layout, health, markets, spec }: Simulation, visit: (account: number, usd: number) => void): void {
  const { haircutsTaken, touchedAccounts: touched } = ledger;
  if (haircutsTaken === null) return;
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    if (haircutsTaken[account] === 0) continue;
    const asset = layout.accountAsset[account];
    visit(account, haircutsTaken[account] * spec.assets[asset].unit * health.assetPrice(asset, markets));
  }
}
