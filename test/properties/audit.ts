/** The audit of docs/semantics.md's conservation rules: the whole ledger is looked at after every event that a journal hears of. */
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

export type Mutate = (simulation: Simulation) => void;

/** Runs audited worlds until so many events have passed. Returns the number of events seen. */
export function runAudited(events: number, mutate: Mutate): number {
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
