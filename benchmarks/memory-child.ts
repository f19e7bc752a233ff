/** Started by memory-row.ts: simulates a million accounts over the given number of paths and tells what memory that took. */
import { Simulation } from '../engine/kernel/simulation.ts';
import type { MemoryAnswer } from './memory-row.ts';
import { drawPath, drawPopulation } from './population.ts';
import { worldOf } from './world.ts';

const mib = 2 ** 20;
const paths = Number(process.argv[2]);
const dailyVolatility = 0.04;
const population = drawPopulation({ accounts: 1_000_000, seed: 'bench', leverageMax: 20, slots: 1, instruments: 1 });
const simulation = new Simulation(worldOf(population, { fundUsd: 1e8, dailyVolumeUsd: 1e11, dailyVolatility }));
for (let index = 0; index < paths; index++) {
  const path = drawPath({ seed: 'bench', ticks: 1441, instruments: 1, dailyVolatility, crash: null }, index);
  simulation.run(path, { feedback: 'full' });
}
const answer: MemoryAnswer = {
  paths,
  peakMib: (process.resourceUsage().maxRSS * 1024) / mib,
  endMib: process.memoryUsage().rss / mib,
};
process.stdout.write(JSON.stringify(answer));
