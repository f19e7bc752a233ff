import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../test/golden/cases.ts';
import { runInline } from '../runner/inline.ts';
import { gatherEvidence } from './evidence.ts';
import { ledgerHolders } from './ledger-evidence.ts';
import type { LedgerAsset, LedgerHolder } from './ledger-evidence-types.ts';
import { planStudy } from './study.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

function netFlow({ flows }: LedgerAsset, holder: LedgerHolder): number {
  return flows.reduce((sum, { from, to, units }) => sum + (to === holder ? units : 0) - (from === holder ? units : 0), 0);
}

function flowOf({ flows }: LedgerAsset, kind: string): number {
  return flows.reduce((sum, flow) => sum + (flow.kind === kind ? flow.units : 0), 0);
}

describe('ledger evidence', () => {
  const seen = new Set<string>();

  it.each(cases)('journalVSbalances of $name', async (one) => {
    // Goal: what the journal says moved explains every balance of the ledger to the unit, and its totals by kind are the ledger's own.
    const study = planStudy(await inputOf(one));
    const { evidence } = gatherEvidence(study, runInline(study));
    for (const { ledger } of evidence.sets) {
      for (const asset of ledger?.assets ?? []) {
        expect(asset.residueUnits).toBe(0);
        for (const holder of ledgerHolders) {
          expect([holder, asset.openingUnits[holder] + netFlow(asset, holder)]).toEqual([holder, asset.closingUnits[holder]]);
        }
        for (const [kind, units] of Object.entries(asset.movedUnits)) {
          // Opening trades and closes flow both ways: the ledger counts both, the evidence as well.
          expect([kind, flowOf(asset, kind)]).toEqual([kind, units]);
        }
        const { shortfall, fund, adl, socialized, unfunded } = asset.waterfallUnits;
        expect(shortfall).toBe(fund + adl + socialized + unfunded);
        expect(flowOf(asset, 'fund-payment')).toBe(fund);
        expect(flowOf(asset, 'socialization')).toBe(socialized);
        asset.flows.forEach(({ kind }) => seen.add(kind));
      }
      for (const { openingLots, closingLots } of ledger?.positions ?? []) {
        expect([openingLots.traders + openingLots.market, closingLots.traders + closingLots.market]).toEqual([0, 0]);
      }
    }
  });

  it('has seen every kind of movement', () => {
    // Goal: the identities above were tried on worlds in which each of them could have failed.
    const kinds = ['opening', 'liquidation', 'deleveraging', 'collateral-sale', 'liquidation-fee', 'surplus', 'fund-payment'];
    expect([...seen].sort()).toEqual([...kinds, 'funding', 'pool-loan', 'socialization', 'unfunded'].sort());
  });
});
