/**
 * `npm run bench [-- [--quick] [words]]`: every row of the table of speed and size. Only rows whose name
 * contains one of the words run; --quick takes two rounds of each. Ratios are medians over rounds in which both sides ran in turns,
 * with the smallest and the largest. Nothing is asserted: times belong to the machine and the hour.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runEventQueueRow } from './event-queue-row.ts';
import { runGenerationRow } from './generation-row.ts';
import { runMainJobRow } from './main-job-row.ts';
import { runMemoryRow } from './memory-row.ts';
import { runMonteCarloRow } from './monte-carlo-row.ts';
import { runScanRow, scanRows } from './scan-rows.ts';
import { runSetsRow } from './sets-row.ts';
import { runWorkersRow } from './workers-row.ts';
import { buildYardstick } from './yardstick.ts';

interface Row {
  readonly name: string;
  run(): string[] | Promise<string[]>;
}

function rowsOf(quick: boolean): Row[] {
  const rounds = quick ? 2 : undefined;
  const yardstick = buildYardstick();
  return [
    ...scanRows.map((row) => ({ name: row.name, run: () => runScanRow(row, yardstick, rounds) })),
    { name: 'event queue, hold model, 1,000 pending', run: () => runEventQueueRow(rounds) },
    { name: 'memory with 1,000,000 accounts', run: runMemoryRow },
    { name: 'main job: simulate --scenario crash-2020', run: () => runMainJobRow(rounds) },
    { name: 'path generation, 1,440 steps of geometric Brownian motion', run: () => runGenerationRow(yardstick, rounds) },
    { name: 'Monte Carlo: 10,000 one-day minute paths x 10,000 isolated accounts', run: () => runMonteCarloRow(yardstick, rounds) },
    { name: 'four parameter sets on shared paths against one', run: () => runSetsRow(rounds) },
    { name: 'two workers against one', run: () => runWorkersRow(rounds) },
  ];
}

async function linesOf(row: Row): Promise<string[]> {
  try {
    return await row.run();
  } catch (error) {
    return [`cannot run: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/**
 * Every row runs in a process of its own, as the yardsticks do and as a user's run does: code that was compiled for one kind of world is
 * slower in another.
 */
function runApart(row: Row, quick: boolean): void {
  const words = [fileURLToPath(import.meta.url), apart, row.name, ...(quick ? ['--quick'] : [])];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) console.log(`  the process of this row ended with ${status}`);
}

const apart = '--row';
const quick = process.argv.includes('--quick');
const words = process.argv.slice(2).filter((word) => word !== '--quick');
const rows = rowsOf(quick);
if (words[0] === apart) {
  const row = rows.find(({ name }) => name === words[1]);
  for (const line of row ? await linesOf(row) : [`there is no row ${words[1]}`]) console.log(`  ${line}`);
} else {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} processors, Node ${process.version}`);
  console.log('ratio: median [least..largest], n rounds; above 1 the engine is faster');
  for (const row of rows.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))) {
    console.log(`\n${row.name}`);
    runApart(row, quick);
  }
}
