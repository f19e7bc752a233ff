import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { pointStatistics } from '../../engine/study/sweep-runner.ts';
import type { SweepAxis } from '../../engine/study/sweep-points.ts';
import { inFolder } from '../../test/cli/program.ts';
import { judgeOf } from './judge.ts';
import { pointColumns, PointsFile, readPoints } from './points-file.ts';
import type { FinishedPoint, ReadPoint } from './points-file.ts';
import { tallyPoints } from './tally-points.ts';

const columns = pointColumns(['a.b', 'c']);
const width = metricDefinitions.length * pointStatistics.length;

/** Shortfall falls and margin rises with the first value; every seventh point cannot be run. */
function finished(index: number, changes: Partial<FinishedPoint> = {}): FinishedPoint {
  const statistics = Float64Array.from({ length: width }, (_, place) => (place % 9 === 0 ? NaN : index + place / 7));
  return { index, values: [index / 3, 'x,"y'], row: { digest: `d${index}`, statistics }, ...changes };
}

async function all(path: string): Promise<ReadPoint[]> {
  const rows: ReadPoint[] = [];
  for await (const row of readPoints(path, columns)) rows.push(row);
  return rows;
}

function write(path: string, points: readonly FinishedPoint[]): void {
  const file = new PointsFile(path, columns);
  file.append(points);
  file.close();
}

describe('points.csv', () => {
  it('gives every bit back', async () => {
    // Goal: numbers survive the way through text; a missing one stays missing; texts may hold commas, quotes and lines.
    await inFolder(async (folder) => {
      const path = join(folder, 'points.csv');
      const refused = finished(2, { row: { refused: 'no, "never",\nnot so' } });
      write(path, [finished(0), finished(1), refused]);
      const rows = await all(path);
      expect(rows.map(({ index, values, digest }) => [index, ...values, digest])).toEqual([
        [0, '0', 'x,"y', 'd0'], [1, String(1 / 3), 'x,"y', 'd1'], [2, String(2 / 3), 'x,"y', ''],
      ]);
      const statisticsOf = (index: number): unknown => (finished(index).row as { statistics: unknown }).statistics;
      expect(rows.slice(0, 2).map(({ statistics }) => statistics)).toEqual([0, 1].map(statisticsOf));
      expect(rows[2].refused).toBe('no, "never", not so');
      expect(rows[2].statistics).toEqual(new Float64Array(width).fill(NaN));
    });
  });

  it.each(['', '1', '1,0.33', `${'1,'.repeat(70_000)}`])('loses a broken last line and nothing else', async (broken) => {
    // Goal: a killed program is gone on with after its last whole row, or from the title when not even that is whole.
    await inFolder(async (folder) => {
      const path = join(folder, 'points.csv');
      write(path, [finished(0)]);
      const whole = readFileSync(path, 'utf8');
      appendFileSync(path, broken);
      write(path, [finished(1)]);
      expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
      expect((await all(path)).map(({ index }) => index)).toEqual([0, 1]);
      writeFileSync(path, 'point,a.');
      write(path, [finished(0)]);
      expect(readFileSync(path, 'utf8')).toBe(whole);
    });
  });

  it('is not trusted when it is not what a sweep wrote', async () => {
    // Goal: a row that is missing, doubled, cut or turned into words is told with its line, exit 31.
    await inFolder(async (folder) => {
      const path = join(folder, 'points.csv');
      write(path, [0, 1, 2].map((index) => finished(index, { values: [index, 'x'] })));
      const lines = readFileSync(path, 'utf8').split('\n');
      const cells = lines[1].split(',');
      const damages: readonly [lines: string[], line: number][] = [
        [[lines[0], lines[1], lines[3]], 3],
        [[lines[0], lines[1], lines[1]], 3],
        [[lines[0], cells.slice(0, 9).join(',')], 2],
        [[lines[0], cells.with(12, 'much').join(',')], 2],
        [[lines[0].replace('a.b', 'a.c'), lines[1]], 1],
      ];
      for (const [damaged, line] of damages) {
        writeFileSync(path, `${damaged.join('\n')}\n`);
        await expect(all(path)).rejects.toMatchObject({ exitCode: 31, problems: [{ place: { line } }] });
      }
    });
  });

  it('notices that somebody else writes into it', async () => {
    // Goal: two sweeps in one folder do not mix their rows.
    await inFolder(async (folder) => {
      const path = join(folder, 'points.csv');
      const file = new PointsFile(path, columns);
      write(path, [finished(0)]);
      expect(() => file.append([finished(0)])).toThrow('grew by itself');
      file.close();
    });
  });
});

const axes: readonly SweepAxis[] = ['a.b', 'c'].map((key) => {
  return { key, spread: { range: { low: 0, high: 1, scale: 'linear', steps: 3, whole: false } } };
});
const safety = judgeOf({ kind: 'metric', metric: 'insurance_fund_low_usd', statistic: 'p95' }, 'safety', ['a.b', 'c']);
const cost = judgeOf({ kind: 'parameter', key: 'a.b' }, 'cost', ['a.b', 'c']);

describe('the tally of points', () => {
  it('judges and maps every row', async () => {
    // Goal: a metric that should be high is turned, refused points count as such, cells are where their values are.
    const place = metricDefinitions.findIndex(({ name }) => name === 'insurance_fund_low_usd') * pointStatistics.length + 3;
    const funds = [5, 9, 1, 7, 9, 2, 3, 9, 8];
    async function* rows(): AsyncGenerator<ReadPoint> {
      for (const [index, fund] of funds.entries()) {
        const statistics = new Float64Array(width).fill(index === 4 ? NaN : 0);
        if (index !== 4) statistics[place] = fund;
        yield { index, values: [String(Math.floor(index / 3)), '0'], digest: 'd', statistics, refused: index === 4 ? 'impossible' : '' };
      }
    }
    const tallied = await tallyPoints(rows(), { axes, method: 'grid', count: 9, safety, cost });
    expect(tallied.heatMap).toMatchObject({ y: 'a.b', x: 'c', xValues: [0, 0.5, 1], safety: [[5, 9, 1], [7, null, 2], [3, 9, 8]] });
    expect(tallied.refused).toEqual({ count: 1, example: 'impossible' });
    expect(tallied.frontier.map(({ point }) => point.index)).toEqual([1]);
    expect(tallied.costRange).toEqual([0, 2]);
    expect(tallied.cloud).toHaveLength(8);
  });

  it('does not grow with the rows', async () => {
    // Goal: 2,000 rows written, read and judged leave no more than 200: under a hundred bytes per row, where one holds a kilobyte.
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const usedAfter = async (count: number): Promise<number> => inFolder(async (folder) => {
      const path = join(folder, 'points.csv');
      for (let index = 0; index < count; index += 100) write(path, Array.from({ length: 100 }, (_, offset) => finished(index + offset)));
      const tallied = await tallyPoints(readPoints(path, columns), { axes, method: 'random', count, safety, cost });
      collectGarbage();
      const used = process.memoryUsage().heapUsed;
      expect(tallied.cloud.length).toBeLessThanOrEqual(1500);
      return used - tallied.cloud.length * 100 - tallied.frontier.length * 2000;
    });
    await usedAfter(200);
    const before = await usedAfter(200);
    expect((await usedAfter(2000)) - before).toBeLessThan(2000 * 100);
  });
});
