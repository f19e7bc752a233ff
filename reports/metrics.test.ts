import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../test/fixtures/run-folder.ts';
import { metricTitle, metricWriter, neverHappened, writeInterval, zeroBound } from './metrics.ts';

describe('metricTitle', () => {
  it('knows the metrics of the contract and spells out others', () => {
    expect(['adl_notional_usd', 'vault_loss_usd', 'waiting_time_s', 'gas_usd_per_min'].map(metricTitle)).toEqual([
      'Auto-deleveraged notional', 'Vault loss', 'Waiting time', 'Gas per minute',
    ]);
  });
});

describe('metricWriter', () => {
  it('follows the unit, and the name where the unit is silent', () => {
    const write = (name: string, unit: string): string => metricWriter({ name, unit })(1500).replaceAll('\u00a0', ' ');
    expect([write('x', 'USD'), write('a_usd', ''), write('a_usd_per_min', 'USD/min')]).toEqual(['$1.50k', '$1.50k', '$1.50k']);
    expect([write('first_adl_s', ''), write('n', 'accounts')]).toEqual(['25 min', '1,500']);
    expect(metricWriter({ name: 'price_low_ratio', unit: 'ratio' })(0.487)).toBe('0.487');
    expect(metricWriter({ name: 'any', unit: 'share' })(0.25)).toBe('25\u00a0%');
  });
});

describe('an event that never happened', () => {
  it('is told from a metric with samples and from one without', () => {
    const { metrics } = makeRunFolder({ calm: true }).summary.parameterSets[0];
    expect(neverHappened(metrics.shortfall_usd)).toBe(true);
    expect(neverHappened(metrics.first_adl_s)).toBe(false);
    expect(neverHappened(makeRunFolder().summary.parameterSets[0].metrics.shortfall_usd)).toBe(false);
  });

  it('has the bound of the rule of three, within a tenth of the exact 1 - 0.05^(1/n)', () => {
    expect(zeroBound(32).replaceAll('\u00a0', ' ')).toBe('95 % upper bound 3/32 = 9.38 % of paths');
    expect(zeroBound(2)).toBe('95 % upper bound 3/2, which says nothing');
    for (const n of [30, 100, 10_000]) expect(Math.abs(3 / n / (1 - 0.05 ** (1 / n)) - 1)).toBeLessThan(0.1);
  });
});

describe('writeInterval', () => {
  it('writes both ends or nothing', () => {
    expect(writeInterval([1, 2], String)).toBe('1 to 2');
    expect(writeInterval(null, String)).toBeNull();
  });
});
