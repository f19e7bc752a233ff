import { describe, expect, it } from 'vitest';
import { isRefusal, limitFor, readLimit } from './gate-limit.ts';
import type { GateCompare } from './gate-limit.ts';
import { readStatistic, statisticText } from './gate-statistic.ts';

describe('the grammar of limits', () => {
  it.each([
    ['<= 2.5e6 USD', '<=', 2.5e6, 'USD', false],
    ['<=2.5e6USD', '<=', 2.5e6, 'USD', false],
    ['< 5', '<', 5, '', false],
    ['>= -1.5 USD per minute', '>=', -1.5, 'USD per minute', true],
    ['> .5 ratio', '>', 0.5, 'ratio', false],
    ['== 0 USD', '==', 0, 'USD', false],
    ['<= +0.1 %', '<=', 0.1, '%', true],
    ['<= 1e-3', '<=', 0.001, '', false],
  ])('reads %s', (text, operator, value, unit, isSigned) => {
    // Goal: operator, number and unit with or without spaces.
    expect(readLimit(text)).toEqual({ text, operator, value, unit, isSigned });
  });

  const wrong = ['', '5 USD', '=> 5', '<= five', '<= 1,000 USD', '<= 1_000', '<= 0x10', '<= 1e999', '<= NaN', '<= 1 2', '!= 3', '<= - 5'];
  it.each([...wrong, '<= 5 USD; rm'])(
    'refuses %j',
    (text) => {
      // Goal: what is not a limit is never taken for one, or is refused for its unit.
      const read = readLimit(text);
      const question = { metricUnit: 'USD', statistic: { kind: 'mean' }, compare: 'candidate' } as const;
      expect(isRefusal(read) || isRefusal(limitFor({ ...question, limit: read }))).toBe(true);
    },
  );

  const cases: readonly (readonly [text: string, unit: string, statistic: string, compare: GateCompare, found: string])[] = [
    ['<= 5', 'USD', 'mean', 'candidate', 'the limit has no unit'],
    ['<= 5 EUR', 'USD', 'mean', 'candidate', 'the limit is in EUR'],
    ['<= 5 USD', 'USD per minute', 'max', 'candidate', 'the limit is in USD'],
    ['<= 5 USD/min', 'USD per minute', 'max', 'candidate', '5 USD per minute candidate'],
    ['<= 5', 'accounts', 'mean', 'candidate', '5 accounts candidate'],
    ['<= 5 %', 'accounts', 'mean', 'candidate', 'the limit is in %'],
    ['<= +5 %', 'accounts', 'mean', 'difference', '1.05 ratio ratio'],
    ['<= +5 %', 'USD', 'p(99)', 'difference', 'the limit is in %'],
    ['<= 5 %', 'USD', 'rate', 'candidate', '0.05 share of paths candidate'],
    ['<= 5 %', 'USD', 'rate', 'difference', '0.05 share of paths difference'],
    ['<= 50 %', 'ratio', 'mean', 'candidate', '0.5 ratio candidate'],
    ['<= 105 %', 'USD', 'mean', 'ratio', '1.05 ratio ratio'],
    ['<= +5 %', 'USD', 'mean', 'ratio', '1.05 ratio ratio'],
    ['<= 1.05', 'USD', 'mean', 'ratio', '1.05 ratio ratio'],
    ['<= 1.05 USD', 'USD', 'mean', 'ratio', 'the limit of a ratio is in USD'],
    ['<= 1.05', 'USD', 'p(99)', 'ratio', 'compare: ratio with a statistic that is no mean'],
    ['>= 60 s', 's', 'mean', 'candidate', '60 s candidate'],
  ];
  it.each(cases)('%s for %s, %s, %s', (text, metricUnit, statistic, compare, found) => {
    // Goal: money needs its unit, % is points of shares and a change of everything else.
    const limit = readLimit(text);
    if (isRefusal(limit)) throw new Error(limit.what);
    const read = limitFor({ limit, metricUnit, statistic: readStatistic(statistic) ?? { kind: 'mean' }, compare });
    expect(isRefusal(read) ? read.what : `${read.value} ${read.unit} ${read.compare}`).toBe(found);
  });

  it.each(['mean', 'rate', 'max', 'p(99.5)', 'es(97.5)', 'p(5)'])('reads the statistic %s', (text) => {
    // Goal: what is printed is what was written.
    expect(statisticText(readStatistic(text) ?? { kind: 'max' })).toBe(text);
  });

  it.each(['median', 'p(0)', 'p(100)', 'p(-1)', 'p(99.5', 'es(1e1)', 'p99', 'avg', ''])('refuses the statistic %j', (text) => {
    // Goal: a spelling error is no statistic.
    expect(readStatistic(text)).toBeNull();
  });
});
