import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import { openStream } from '../math/random.ts';
import { metricDefinitions } from '../study/metrics.ts';
import { PathRunner } from '../study/path-runner.ts';
import { planStudy } from '../study/study.ts';
import { runInline } from './inline.ts';
import { JournalColumns } from './journal-columns.ts';
import { Journal } from './journal.ts';
import { OrderedRows } from './ordered-rows.ts';
import { runPath } from './path-rows.ts';
import { resultOf } from './running-result.ts';
import { encodeBlock, runningRows, shapeOf } from './shard-block.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const study = planStudy(
  studyInput({
    series: { X: bars([[100, 101, 95, 96], [96, 97, 80, 84], [84, 90, 83, 88]], 3_600_000) },
    liquidity: choice('liquidity', 'linear', { depth: 2e5, 'half-life': '5m' }),
    scenario: { accounts: [account('a', 100, { 'X-PERP': 10 }), account('c', 900, { 'X-PERP': -30 })] },
    sets: [parameterInput({ losses: [choice('loss', 'insurance-fund', { opening: { USD: 500 } })] }), parameterInput({ name: 'other' })],
    paths: 12,
  }),
);
const runner = new PathRunner(study);
const pathRows = Array.from({ length: 12 }, (_, path) => runPath(study, runner, path));
/** Shards of the twelve paths in an order in which threads may finish them. */
const blocks = [[5, 6], [0, 1], [11, 1], [1, 4]].map(([first, count]) => encodeBlock(first, pathRows.slice(first, first + count)));
const header = { scenario: 'of the test' };

function written(name: string): { file: string; bytes: Buffer } {
  const file = join(folder, name);
  const journal = Journal.create(file, header);
  blocks.forEach((block) => journal.append(block));
  journal.close();
  return { file, bytes: readFileSync(file) };
}

describe('a block of rows', () => {
  it('gives back what went in', () => {
    // Goal: digests, funds, generations and shares survive, to the last bit.
    const [block] = blocks;
    expect(shapeOf(block)).toMatchObject({ first: 5, count: 6, sets: 2, fundPaths: 6 });
    runningRows(block).forEach((sets, path) => {
      sets.forEach((row, set) => {
        const { digest, fundUsd, generationCount, generationNotionalUsd, historicalEndogenousShare, tallies } = pathRows[5 + path][set];
        expect(row).toEqual({
          digest,
          fundUsd,
          generationCount: Float64Array.from(generationCount),
          generationNotionalUsd: Float64Array.from(generationNotionalUsd),
          historicalEndogenousShare,
          tallies,
        });
        expect(tallies.sums.places.length).toBeGreaterThan(4);
      });
    });
  });
});

describe('the journal', () => {
  it('gives the results of an inline run: JournalVsInline', () => {
    // Goal: rows that came in any order, read column by column from disk, are the rows of one thread in memory.
    const journal = Journal.open(written('whole').file);
    expect([journal.header, journal.damage, journal.shards.paths]).toEqual([header, null, 12]);
    const added: number[] = [];
    const sink = { add: (block: Uint8Array, count: number) => void added.push(shapeOf(block).first, count) };
    const rows = new OrderedRows({ journal, firstPath: 0, sets: 2, sink, watchers: [] });
    while (rows.step());
    expect(added).toEqual([0, 1, 1, 4, 5, 6, 11, 1]);
    const columns = new JournalColumns({ file: journal.file, shards: rows.shards, sets: 2, paths: 12 });
    const result = resultOf(study, rows.running.totals(), (set) => columns.ofSet(set));
    const inline = runInline(study);
    expect({ ...result, sets: [] }).toEqual({ ...inline, sets: [] });
    inline.sets.forEach((set, index) => {
      const { metrics, withoutLargest, ...others } = result.sets[index];
      expect({ ...others, metrics: { ...metrics }, withoutLargest: { ...withoutLargest } }).toEqual(set);
    });
    columns.close();
    journal.close();
  });

  it('ends where a watcher has enough, whatever lies behind', () => {
    // Goal: early stopping counts paths in order, inside a block too.
    const journal = Journal.open(written('early').file);
    const counts: number[] = [];
    const place = { set: 0, metric: 0, withoutLargest: false };
    let seen = 0;
    const watchers = [{ place, add: () => ++seen === 7 }];
    const sink = { add: (_: Uint8Array, count: number) => void counts.push(count) };
    const rows = new OrderedRows({ journal, firstPath: 0, sets: 2, sink, watchers });
    while (rows.step());
    expect([rows.hasEnough, rows.running.paths, counts]).toEqual([true, 7, [1, 4, 2]]);
    const columns = new JournalColumns({ file: journal.file, shards: rows.shards, sets: 2, paths: 7 });
    expect(columns.read(place)).toEqual(runInline(study).sets[0].metrics[metricDefinitions[0].name].slice(0, 7));
    expect(columns.read(place, { from: 3, until: 6 })).toEqual(columns.read(place).slice(3, 6));
    columns.close();
    journal.close();
  });

  it('cut at any byte keeps every whole record and tells what it dropped', () => {
    // Goal: a process killed in the middle of a write loses that record and nothing else; what is added then is whole again.
    const { file, bytes } = written('cut');
    const ends = [0, 1, 2, 3, 4].map((kept) => bytes.length - blocks.slice(kept).reduce((sum, block) => sum + 8 + block.length, 0));
    const cuts = [...ends, ...ends.slice(1).flatMap((end) => [end - 1, end - 50, end - 3000])];
    for (const cut of cuts) {
      writeFileSync(file, bytes.subarray(0, cut));
      const journal = Journal.open(file);
      const kept = ends.findLastIndex((end) => end <= cut);
      expect([cut, journal.shards.size]).toEqual([cut, kept]);
      const damage = cut === ends[kept] ? null : { offset: ends[kept], droppedBytes: cut - ends[kept], isTorn: true };
      expect(journal.damage).toEqual(damage);
      blocks.forEach((block) => journal.append(block));
      journal.close();
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });

  it('notices any changed bit, and gives nothing from there on', () => {
    // Goal: 200 random bits: the blocks before stay, those from the changed one on go; a header that changed is refused, exit 31.
    const { file, bytes } = written('bits');
    const stream = openStream({ seed: 1, scenario: 'journal', path: 0, component: 'test', purpose: 'bits' });
    const start = bytes.length - blocks.reduce((sum, block) => sum + 8 + block.length, 0);
    for (let trial = 0; trial < 200; trial++) {
      const place = Math.floor(stream.uniform() * bytes.length);
      const changed = Buffer.from(bytes);
      changed[place] ^= 1 << (trial % 8);
      writeFileSync(file, changed);
      if (place < start) {
        expect(() => Journal.open(file)).toThrow(UserError);
        continue;
      }
      const journal = Journal.open(file);
      expect(journal.damage?.offset).toBeLessThanOrEqual(place);
      for (const entry of journal.shards.inOrder()) {
        const original = blocks.find((block) => shapeOf(block).first === entry.first);
        expect(Buffer.from(journal.read(entry)).equals(original ?? Buffer.alloc(0))).toBe(true);
      }
      journal.close();
    }
  });
});
