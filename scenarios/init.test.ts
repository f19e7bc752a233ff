import { describe, expect, it } from 'vitest';
import { defaultAnswers, initFiles } from './init.ts';
import { loadParameterSet, loadScenario } from './loader.ts';
import { withFile } from './testing/files.ts';

describe('initFiles', () => {
  it('renders files that load as they are', () => {
    // Goal: the first thing a newcomer gets works.
    const [scenario, parameters] = initFiles(defaultAnswers);
    const loaded = withFile(scenario.text, (file) => loadScenario(file));
    const rules = withFile(parameters.text, (file) => loadParameterSet(file));
    expect(loaded.document.name).toBe('my-venue');
    expect(rules.document.name).toBe('my-venue-parameters');
    expect([scenario.path, parameters.path]).toEqual(['my-venue.yaml', 'my-venue-parameters.yaml']);
  });

  it('writes the answers where they belong', () => {
    // Goal: what was asked is what is simulated.
    const answers = { ...defaultAnswers, underlying: 'ETH', priceUsd: 2000, drop: 0.4, fundUsd: 123, maxLeverage: 20, accounts: 77 };
    const [scenario, parameters] = initFiles(answers);
    const { underlyings, population } = withFile(scenario.text, (file) => loadScenario(file)).document;
    const { source } = underlyings['ETH'];
    const lows = source.kind === 'candles' ? source.candles.map(([, , low]) => low) : [];
    expect(Math.min(...lows)).toBeCloseTo(2000 * (1 - 0.4 * 1.02), 6);
    expect(population).toMatchObject({ accounts: 77, openInterestUsd: { 'ETH-PERP': 200e6 } });
    const { margin, losses } = withFile(parameters.text, (file) => loadParameterSet(file)).document;
    expect(margin.parameters).toMatchObject({ 'max-leverage': 20, maintenance: 0.025 });
    expect(losses[0].parameters).toMatchObject({ opening: { USD: 123 } });
  });
});
