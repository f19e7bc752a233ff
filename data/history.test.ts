import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeHistory, historyMetadata, listHistory, loadHistory } from './history.ts';
import { importCandles } from './import.ts';

const hourMs = 3_600_000;
const fileOf = (name: string): URL => new URL(`./history/${name}.csv`, import.meta.url);

describe('loadHistory', () => {
  it('loads the two days of March 2020 with their published extremes', () => {
    // Goal: the figures that the crash is known for are in the table.
    const bitcoin = loadHistory('crash-2020/btc-usdt');
    expect([bitcoin.symbol, bitcoin.stepMs, bitcoin.openTimeMs.length]).toEqual(['btc-usdt', hourMs, 48]);
    expect([Math.max(...bitcoin.high), Math.min(...bitcoin.low)]).toEqual([7966.17, 3782.13]);
    const ether = loadHistory('crash-2020/eth-usdt');
    expect([Math.max(...ether.high), Math.min(...ether.low), ether.volume]).toEqual([195.55, 86, null]);
    expect(ether.openTimeMs).toEqual(bitcoin.openTimeMs);
  });

  it('loads October 2025 with five-minute anchors that fit its hours', () => {
    // Goal: hourly and five-minute tables tell the same story: extremes of 21:00 and volume of that hour.
    const hours = loadHistory('crash-2025-10/btc-usdt');
    const minutes = loadHistory('crash-2025-10/btc-usdt-5m');
    const start = Date.UTC(2025, 9, 10, 21);
    const hour = hours.openTimeMs.indexOf(start);
    const inside = [...minutes.openTimeMs.keys()].filter((row) => Math.floor(minutes.openTimeMs[row] / hourMs) * hourMs === start);
    expect(inside).toHaveLength(12);
    expect(Math.min(...inside.map((row) => minutes.low[row]))).toBe(hours.low[hour]);
    expect(Math.max(...inside.map((row) => minutes.high[row]))).toBe(hours.high[hour]);
    expect([minutes.open[inside[0]], minutes.close[inside[11]]]).toEqual([hours.open[hour], hours.close[hour]]);
    const volume = inside.reduce((sum, row) => sum + (minutes.volume?.[row] ?? NaN), 0);
    expect(Math.abs(volume - (hours.volume?.[hour] ?? NaN))).toBeLessThan(12);
  });

  const wrongNames = ['nope', '../package', 'crash-2020/../crash-2020/btc-usdt', 'crash-2020/btc', ''];
  it.each(wrongNames)('refuses %j and lists what there is', (name) => {
    // Goal: a wrong name is answered with the right ones, and no path leaves the folder.
    expect(() => loadHistory(name)).toThrow('crash-2020/btc-usdt, crash-2020/eth-usdt');
  });

  it('loads no format library', () => {
    // Goal: starting a run on history must not pay for Arrow, Parquet or CSV parsers.
    const source = readFileSync(new URL('./history.ts', import.meta.url), 'utf8');
    const modules = [...source.matchAll(/^import (?!type).* from '(.*)';$/gm)].map((match) => match[1]);
    expect(modules.filter((module) => !module.startsWith('node:'))).toEqual(['../engine/errors.ts', '../engine/math/assert.ts']);
  });

  it('loadHistoryVsImport: the importer accepts every table and reads the same', async () => {
    // Goal: the quick reader is right and the tables pass the checks that users' files must pass.
    for (const name of listHistory()) {
      const { candles, warnings, gaps } = await importCandles(fileOf(name).pathname, { symbol: name.split('/')[1] });
      expect(candles).toEqual(loadHistory(name));
      expect([warnings, gaps.count]).toEqual([[], 0]);
    }
  });
});

describe('metadata', () => {
  it('describes every table and nothing else', async () => {
    // Goal: sha256, rows, columns and times in metadata.json are those of the files.
    for (const event of new Set(listHistory().map((name) => name.split('/')[0]))) {
      const { files, licence } = historyMetadata(event);
      const onDisk = readdirSync(new URL(`./history/${event}/`, import.meta.url)).filter((file) => file.endsWith('.csv'));
      expect(files.map(({ file }) => file).sort()).toEqual(onDisk.sort());
      expect(licence).toContain('facts');
      for (const { file, sha256, rows, first, last, columns } of files) {
        const name = `${event}/${file.replace('.csv', '')}`;
        const imported = await importCandles(fileOf(name).pathname);
        expect(describeHistory(name)).toMatchObject({ sha256, rows, firstTime: first, lastTime: last });
        expect([imported.sha256, imported.rows]).toEqual([sha256, rows]);
        expect([imported.candles.openTimeMs[0], imported.candles.openTimeMs[rows - 1]]).toEqual([Date.parse(first), Date.parse(last)]);
        expect(readFileSync(fileOf(name), 'utf8').split('\n')[0]).toBe(columns.join(','));
      }
    }
  });

  it('refuses an unknown event', () => {
    // Goal: the same answer as for an unknown table.
    expect(() => historyMetadata('crash')).toThrow('one of crash-2020/btc-usdt');
  });
});
