/**
 * Conservation: after every event of random worlds cash per asset and lots per instrument are what they were, no fund is in debt and
 * every pool is cleared. The same audit must catch a ledger that is broken on purpose, or it proves nothing.
 */
import { describe, expect, it } from 'vitest';
import { movement } from '../../engine/kernel/parties.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import { runAudited } from './audit.ts';
import type { Mutate } from './audit.ts';

/** Replaces the transfers of one kind; the original is handed on. */
function changingTransfers(kind: keyof typeof movement, change: (move: TransferCall, ledger: Simulation['ledger']) => void): Mutate {
  return ({ ledger }) => {
    const original = ledger.transfer.bind(ledger);
    ledger.transfer = (from, to, asset, units, reason) => {
      if (reason === movement[kind] && units > 0) change({ from, to, asset, units, reason, original }, ledger);
      else original(from, to, asset, units, reason);
    };
  };
}

interface TransferCall {
  readonly from: number;
  readonly to: number;
  readonly asset: number;
  readonly units: number;
  readonly reason: number;
  readonly original: Simulation['ledger']['transfer'];
}

/** The kind of error that stops an action, or 'none'. */
function nameOfErrorIn(action: () => void): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
  return 'none';
}

const EVENTS = 200_000;
const EVENTS_TO_CATCH = 10_000;

describe('conservation', () => {
  it(`holds after each of ${EVENTS} events`, () => {
    // Goal: trades, funding, fees, full and partial liquidations, deleveraging, socialisation, halts and oracle moves lose no unit.
    expect(runAudited(EVENTS, () => undefined)).toBeGreaterThanOrEqual(EVENTS);
  });

  const mutants: Record<string, Mutate> = {
    'drops one leg of a fee': changingTransfers('liquidation-fee', ({ from, units }, ledger) => {
      ledger.cash[from] -= units;
    }),
    'charges a fee twice': changingTransfers('liquidation-fee', ({ from, to, asset, units, reason, original }) => {
      original(from, to, asset, units, reason);
      original(from, to, asset, units, reason);
    }),
    'rounds both sides of a trade up': ({ ledger }) => {
      const original = ledger.trade.bind(ledger);
      ledger.trade = (buyerSlot, buyerCash, sellerSlot, sellerCash, instrument, lots, leg, kind) => {
        original(buyerSlot, buyerCash, sellerSlot, sellerCash, instrument, lots, leg, kind);
        ledger.cash[sellerCash] += 1;
      };
    },
    'lets a fund pay more than it has': changingTransfers('fund-payment', ({ from, to, asset, units, reason, original }, ledger) => {
      original(from, to, asset, Math.max(units, ledger.cash[from] + 1), reason);
    }),
    'takes more from a winner than the profit': changingTransfers('socialization', ({ from, to, asset, units, reason, original }) => {
      original(from, to, asset, 2 * units + 1, reason);
    }),
  };

  for (const [name, mutate] of Object.entries(mutants)) {
    it(`catches a ledger that ${name}`, () => {
      // Goal: the audit or the engine's own invariants stop the run within 10,000 events.
      expect(nameOfErrorIn(() => runAudited(EVENTS_TO_CATCH, mutate))).toMatch(/^(AuditError|InvariantError)$/);
    });
  }
});
