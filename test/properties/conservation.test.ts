/**
 * Conservation: after every event of random worlds cash per asset and lots per instrument are what they were, no fund is in debt and
 * every pool is cleared. The same audit must catch a ledger that is broken on purpose, or it proves nothing.
 */
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../engine/kernel/outcome.ts';
import { movement, partyIndex } from '../../engine/kernel/parties.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import { randomWorld } from '../reference/random-world.ts';

/** Raised by the audit, never by the engine, so that a test sees who noticed. */
class AuditError extends Error {
  override readonly name = 'AuditError';
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new AuditError(message);
}

interface Audit {
  readonly journal: Journal;
  events: number;
}

/** Looks at the whole ledger after every event that a journal hears of. */
function auditOf(simulation: Simulation): Audit {
  const { spec, ledger } = simulation;
  const opening = spec.assets.map((_, asset) => ledger.totalUnits(asset));
  const audit = { events: 0, fees: 0, taken: 0 };
  const conserved = (): void => {
    audit.events++;
    opening.forEach((units, asset) => demand(ledger.totalUnits(asset) === units, `${spec.assets[asset].id} is not conserved`));
    spec.instruments.forEach(({ id }, instrument) => demand(ledger.totalLots(instrument) === 0, `lots of ${id} do not sum to zero`));
    demand(lowestOf(simulation, 'fund') >= 0, 'a fund is in debt');
  };
  const journal: Journal = {
    liquidation: ({ fee }) => {
      audit.fees += fee;
      conserved();
    },
    socialization: ({ taken }) => {
      audit.taken += taken;
      conserved();
      demand(movedOf(simulation, 'socialization') === audit.taken, 'winners paid something else than was socialised');
    },
    settlement: conserved, deleveraging: conserved, collateralSale: conserved, funding: conserved,
    instant: () => {
      conserved();
      demand(movedOf(simulation, 'liquidation-fee') === audit.fees, 'accounts paid other fees than were recorded');
      demand(lowestOf(simulation, 'pool') === 0, 'a pool is not cleared');
    },
  };
  return Object.assign(audit, { journal });
}

function lowestOf({ spec, ledger }: Simulation, party: 'fund' | 'pool'): number {
  const balances = spec.venues.flatMap((_, venue) => (
    spec.assets.map((__, asset) => ledger.cash[ledger.cashSlotOf(venue, partyIndex[party], asset)])
  ));
  return Math.min(...balances);
}

/** All that was ever moved for a reason, over all assets. */
function movedOf({ spec, ledger }: Simulation, kind: 'liquidation-fee' | 'socialization'): number {
  return spec.assets.reduce((sum, _, asset) => sum + ledger.movementTotals[movement[kind] * spec.assets.length + asset], 0);
}

type Mutate = (simulation: Simulation) => void;

/** Runs audited worlds until so many events have passed. Returns the number of events seen. */
function runAudited(events: number, mutate: Mutate): number {
  let seen = 0;
  for (let seed = 0; seen < events; seed++) {
    const { spec, path } = randomWorld(seed);
    const simulation = new Simulation(spec);
    const audit = auditOf(simulation);
    mutate(simulation);
    try {
      simulation.run(path, { feedback: 'full', journal: audit.journal });
    } finally {
      seen += audit.events;
    }
  }
  return seen;
}

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

const EVENTS = 20_000;
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
