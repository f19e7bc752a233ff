/** The ledger in evidence.json: every holder's balance follows from the opening and the flows, nothing appears and nothing is lost. */
import type { LedgerAsset, LedgerBalances, LedgerHolder, LedgerPosition } from '../../engine/study/ledger-evidence-types.ts';
import { check, skipped } from './audit-check.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';
import type { RunUnderAudit } from './run-under-audit.ts';

const file = 'evidence.json';
const title = 'the ledger of the shown path adds up, to the unit';

/** Exact: BigInt, so that no sum can round. */
export function ledgerCheck({ evidence }: RunUnderAudit): AuditCheck {
  const sets = evidence.sets.flatMap(({ id, ledger }) => (ledger === undefined ? [] : [{ id, ledger }]));
  if (sets.length === 0) return skipped(title, 'made by a version that wrote none');
  const findings = sets.flatMap(({ id, ledger }) => [
    ...ledger.assets.flatMap((asset) => assetObjections(asset).map((what) => ({ id, what: `${asset.asset}: ${what}` }))),
    ...ledger.positions.flatMap((position) => positionObjections(position).map((what) => ({ id, what }))),
  ]);
  const assets = sets.reduce((sum, { ledger }) => sum + ledger.assets.length, 0);
  const flows = sets.reduce((sum, { ledger }) => sum + ledger.assets.reduce((count, asset) => count + asset.flows.length, 0), 0);
  const told = findings.map(({ id, what }): AuditFinding => ({ file, what: `ledger of ${id}: ${what}`, expected: 'sums that agree' }));
  return check(title, `${assets} assets, ${flows} flows, 6 holders`, told);
}

function assetObjections(asset: LedgerAsset): string[] {
  const { openingUnits, closingUnits, flows, movedUnits, residueUnits, waterfallUnits } = asset;
  const holders = Object.keys(openingUnits) as LedgerHolder[];
  const objections: string[] = [];
  for (const holder of holders) {
    const due = BigInt(openingUnits[holder]) + netOf(asset, holder);
    const closing = closingUnits[holder];
    if (due !== BigInt(closing)) objections.push(`${holder} closes with ${closing}, opening and flows make ${due}`);
  }
  const residue = sumOf(closingUnits) - sumOf(openingUnits);
  if (residue !== 0n || residueUnits !== 0) objections.push(`${residue} units appeared, residueUnits is ${residueUnits}`);
  for (const [kind, units] of Object.entries(movedUnits)) {
    const moved = flowOf(asset, kind);
    if (moved !== BigInt(units)) objections.push(`${units} units of ${kind} in movedUnits, ${moved} in flows`);
  }
  if (flows.some(({ units }) => units <= 0)) objections.push('a flow that is not above 0');
  const { shortfall, fund, adl, socialized, unfunded } = waterfallUnits;
  const paid = BigInt(fund) + BigInt(adl) + BigInt(socialized) + BigInt(unfunded);
  if (paid !== BigInt(shortfall)) objections.push(`a shortfall of ${shortfall} units, payers and unfunded are ${paid}`);
  if (flowOf(asset, 'fund-payment') !== BigInt(fund)) objections.push(`the fund paid ${fund} units, its flow is another`);
  if (flowOf(asset, 'socialization') !== BigInt(socialized)) objections.push(`${socialized} units were socialised, the flow is another`);
  return objections;
}

function netOf({ flows }: LedgerAsset, holder: LedgerHolder): bigint {
  return flows.reduce((sum, { from, to, units }) => {
    return sum + (to === holder ? BigInt(units) : 0n) - (from === holder ? BigInt(units) : 0n);
  }, 0n);
}

function flowOf({ flows }: LedgerAsset, kind: string): bigint {
  return flows.reduce((sum, flow) => (flow.kind === kind ? sum + BigInt(flow.units) : sum), 0n);
}

function sumOf(balances: LedgerBalances): bigint {
  return Object.values(balances).reduce((sum: bigint, units: number) => sum + BigInt(units), 0n);
}

function positionObjections({ instrument, openingLots, closingLots }: LedgerPosition): string[] {
  return [['opening', openingLots], ['closing', closingLots]].flatMap(([moment, lots]) => {
    const { traders, market } = lots as LedgerPosition['openingLots'];
    return traders + market === 0 ? [] : [`${String(moment)} lots of ${instrument} are ${traders} and ${market}`];
  });
}
