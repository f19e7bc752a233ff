/** Rows that compare the engine with the C yardsticks on the same accounts and the same paths, in turns. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulation } from '../engine/kernel/simulation.ts';
import type { PricePath } from '../engine/kernel/world-spec.ts';
import { drawPath, drawPopulation, type PathShape, type PopulationShape } from './population.ts';
import { formatSpread, ratiosOf, short, spreadOf } from './ratio.ts';
import { worldOf, type Surroundings } from './world.ts';
import { writeInput, type Variant, type Yardstick } from './yardstick.ts';

export interface ScanRow {
  readonly name: string;
  readonly accounts: PopulationShape;
  readonly path: PathShape;
  readonly surroundings: Surroundings;
  readonly paths: number;
  readonly rounds: number;
}

const dailyVolatility = 0.04;
const isolated: PopulationShape = { accounts: 10_000, seed: 'bench', leverageMax: 20, slots: 1, instruments: 1 };
const calm: PathShape = { seed: 'bench', ticks: 1441, instruments: 1, dailyVolatility, crash: null };
const deep: Surroundings = { fundUsd: 1e6, dailyVolumeUsd: 1e9, dailyVolatility };

/**
 * Leverage and paths are chosen so that 2-3 % of the accounts are liquidated, a third in the crash. There the fund runs dry on the way:
 * about a fifth of the losses falls on auto-deleveraging, from some 500 winners.
 */
export const scanRows: readonly ScanRow[] = [
  { name: '10,000 isolated accounts', accounts: isolated, path: calm, surroundings: deep, paths: 20, rounds: 7 },
  {
    name: '10,000 isolated accounts, -30 % crash with ADL',
    accounts: { ...isolated, leverageMax: 28 },
    path: { ...calm, crash: { logDrop: 0.357, fromTick: 700, toTick: 715 } },
    surroundings: { ...deep, fundUsd: 30_000 },
    paths: 20,
    rounds: 7,
  },
  {
    name: '1,000,000 isolated accounts',
    accounts: { ...isolated, accounts: 1_000_000 },
    path: { ...calm, seed: 'calm' },
    surroundings: { ...deep, fundUsd: 1e8, dailyVolumeUsd: 1e11 },
    paths: 4,
    rounds: 3,
  },
  {
    name: '10,000 cross accounts x 3 of 8 instruments',
    accounts: { ...isolated, leverageMax: 35, slots: 3, instruments: 8 },
    path: { ...calm, instruments: 8 },
    surroundings: deep,
    paths: 20,
    rounds: 5,
  },
];

const variants: readonly Variant[] = ['plain', 'blocked', 'equity', 'folded'];
const titles: Readonly<Record<Variant, string>> = {
  plain: 'plain loop',
  blocked: 'blocked, vectorised by the compiler',
  equity: 'vectors by hand, equity of every account',
  folded: 'vectors by hand, algebra folded beforehand',
};

/** Liquidated accounts per path, like those that the yardsticks count. */
interface EngineRound {
  readonly nsPerPath: number;
  readonly liquidationsPerPath: number;
  readonly deleveragedPerPath: number;
}

/** All paths, again and again for at least so long: a rival's turn takes as long, and a shorter one would mostly measure cold caches. */
function runEngine(simulation: Simulation, paths: readonly PricePath[], leastMs: number): EngineRound {
  let liquidations = 0;
  let deleveraged = 0;
  let runs = 0;
  const start = performance.now();
  do {
    for (const path of paths) {
      const outcome = simulation.run(path, { feedback: 'full' });
      liquidations += outcome.liquidatedAccounts;
      deleveraged += outcome.deleveragedAccounts;
    }
    runs += paths.length;
  } while (performance.now() - start < leastMs);
  const nsPerPath = ((performance.now() - start) * 1e6) / runs;
  return { nsPerPath, liquidationsPerPath: liquidations / runs, deleveragedPerPath: deleveraged / runs };
}

/** The first hundreds of paths of a process are several times slower: the compiler has to see everything first. */
const warmUpMs = 1_500;
const roundMs = 150;
/** A processor that waited for a rival is slow for a while. The rivals scan every path several times for the same reason. */
const settleMs = 400;
const rivalRepeats = 3;

/** Runs one row and returns the lines to print. Without a compiler only the engine's own time is told. */
export function runScanRow(row: ScanRow, yardstick: Yardstick | null, rounds = row.rounds): string[] {
  const population = drawPopulation(row.accounts);
  const paths = Array.from({ length: row.paths }, (_, index) => drawPath(row.path, index));
  const simulation = new Simulation(worldOf(population, row.surroundings));
  // Twice in a row, as sets of a study do it: then its quiet stretches are known.
  for (const path of paths) for (let run = 0; run < 2; run++) simulation.run(path, { feedback: 'full' });
  runEngine(simulation, paths, warmUpMs);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'input');
    writeInput(file, population, paths);
    return measure({ simulation, paths, rounds, scan: yardstick && ((variant) => yardstick.scan(variant, file, rivalRepeats)) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Contest {
  readonly simulation: Simulation;
  readonly paths: readonly PricePath[];
  readonly rounds: number;
  readonly scan: ((variant: Variant) => ReturnType<Yardstick['scan']>) | null;
}

function measure({ simulation, paths, rounds, scan }: Contest): string[] {
  const engine: EngineRound[] = [];
  const rivals: Record<Variant, number[]> = { plain: [], blocked: [], equity: [], folded: [] };
  const counts: Record<Variant, number> = { plain: 0, blocked: 0, equity: 0, folded: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const variant of scan === null ? [] : variants) {
      const answer = scan!(variant);
      rivals[variant].push(answer.nsPerPath.median);
      counts[variant] = answer.liquidations / paths.length;
    }
    runEngine(simulation, paths, settleMs);
    engine.push(runEngine(simulation, paths, roundMs));
  }
  const ours = engine.map(({ nsPerPath }) => nsPerPath);
  const { liquidationsPerPath, deleveragedPerPath } = engine[0];
  return [
    `engine: ${formatSpread(spreadOf(ours.map((ns) => ns / 1e3)))} us per path, ${short(liquidationsPerPath)} liquidations` +
      ` and ${short(deleveragedPerPath)} deleveraged accounts per path`,
    ...(scan === null ? ['no C compiler (cc): no yardstick to compare with'] : []),
    ...(scan === null ? [] : variants).map(
      (variant) =>
        `${titles[variant]}: ${formatSpread(ratiosOf({ of: rivals[variant], to: ours }))} times the engine` +
        ` (${short(spreadOf(rivals[variant]).median / 1e3)} us, ${short(counts[variant])} liquidations per path)`,
    ),
  ];
}
