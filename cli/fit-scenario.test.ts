import { describe, expect, it } from 'vitest';
import { returnSeries } from '../engine/market/fit/returns.ts';
import { gbmEstimator } from '../engine/market/fit/gbm.ts';
import { loadHistory } from '../data/history.ts';
import { parseYaml } from '../scenarios/yaml.ts';
import { fittedScenario, scenarioName, underlyingName } from './fit-scenario.ts';

describe('fitted scenario', () => {
  it.each([['btc-usdt', 'BTC'], ['BTCUSDT', 'BTC'], ['ETH/USD', 'ETH'], ['1000PEPE-PERP', '1000PEPE'], ['usd', 'USD'], ['--', 'BTC']])(
    'of %s trades %s',
    (symbol, name) => {
      // Goal: exports name pairs in many ways; the instrument is named after the first of the pair.
      expect(underlyingName(symbol)).toBe(name);
    },
  );

  it.each([['a/B tc_kou.yaml', 'b-tc-kou'], ['___.yml', 'fitted'], [`${'x'.repeat(90)}.yaml`, 'x'.repeat(64)]])(
    'in %s is called %s',
    (file, name) => {
      // Goal: any file name gives a name that scenarios may have.
      expect(scenarioName(file)).toBe(name);
    },
  );

  it('takes a drift that is noise for none, and survives hostile names', () => {
    // Goal: sixteen days say nothing about growth, and a file name with quotes and colons breaks no YAML.
    const candles = loadHistory('crash-2020/btc-usdt');
    const series = returnSeries(candles);
    const fitted = gbmEstimator.estimate(series, { longRunVariance: 'sample', jumpShare: 0.02 });
    const source = { candles, name: 'a": {b}\n# c', sha256: 'f'.repeat(64), warnings: [] };
    const text = fittedScenario({ name: 'try', underlying: 'BTC', source, series, fit: fitted });
    expect(text).toMatch(/drift: 0 {3}# estimated -?[\d.]+, standard error [\d.]+: not to be told from 0/);
    const { value } = parseYaml(Buffer.from(text), 'try.yaml');
    expect(value).toMatchObject({
      name: 'try',
      underlyings: { BTC: { 'start-price': series.lastPrice, model: { model: 'gbm', drift: 0, volatility: fitted.block['volatility'] } } },
      grid: { step: '1h', extremes: 'joint' },
    });
  });
});
