/**
 * `npm run bench [-- [--quick] [words]]`: every row of the table of speed and size that needs one thread. Only rows whose name
 * contains one of the words run; --quick takes two rounds of each. Ratios are medians over rounds in which both sides ran in turns,
 * with the smallest and the largest. Nothing is asserted: times belong to the machine and the hour.
 */
import { cpus } from 'node:os';
import { runEventQueueRow } from './event-queue-row.ts';
import { runMainJobRow } from './main-job-row.ts';
import { runMemoryRow } from './memory-row.ts';
import { runScanRow, scanRows } from './scan-rows.ts';
import { buildYardstick } from './yardstick.ts';

interface Row {
  readonly name: string;
  run(): string[];
}

function rowsOf(quick: boolean): Row[] {
  const rounds = quick ? 2 : undefined;
  const yardstick = buildYardstick();
  return [
    ...scanRows.map((row) => ({ name: row.name, run: () => runScanRow(row, yardstick, rounds) })),
    { name: 'event queue, hold model, 1,000 pending', run: () => runEventQueueRow(rounds) },
    { name: 'memory with 1,000,000 accounts', run: runMemoryRow },
    { name: 'main job: simulate --scenario crash-2020', run: () => runMainJobRow(rounds) },
    { name: 'two workers against one', run: () => ['not here: a ratio of worker pools needs a machine of its own'] },
  ];
}

function linesOf(row: Row): string[] {
  try {
    return row.run();
  } catch (error) {
    return [`cannot run: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const words = process.argv.slice(2).filter((word) => word !== '--quick');
const rows = rowsOf(process.argv.includes('--quick'));
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} processors, Node ${process.version}`);
console.log('ratio: median [least..largest], n rounds; above 1 the engine is faster');
for (const row of rows.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))) {
  console.log(`\n${row.name}`);
  for (const line of linesOf(row)) console.log(`  ${line}`);
}
