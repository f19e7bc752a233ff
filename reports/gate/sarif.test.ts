import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedCheck, hostileText, makeGateCheck, makeGateResult, withHostileTexts } from '../../test/fixtures/gate-result.ts';
import { gateSarif } from './sarif.ts';

interface Log {
  $schema: string;
  version: string;
  runs: { tool: { driver: { name: string; rules: { id: string; shortDescription: { text: string } }[] } }; results: Result[] }[];
}

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } } }[];
  partialFingerprints: Record<string, string>;
  suppressions?: { kind: string; status: string; justification: string }[];
}

function runOf(text: string): Log['runs'][0] {
  const log: Log = JSON.parse(text);
  expect(log).toMatchObject({ version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json' });
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

describe('gateSarif', () => {
  it('looks as agreed', async () => {
    // Goal: a change of the file is seen in review.
    await expect(gateSarif(makeGateResult())).toMatchFileSnapshot('golden/sarif.json');
  });

  it('has a rule per check and a result per check that did not pass', () => {
    // Goal: levels follow the outcome, and what passed raises no alert.
    const { tool, results } = runOf(gateSarif(makeGateResult()));
    expect(tool.driver.rules).toHaveLength(6);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['shortfall-vs-base', 'error'], ['fund-survives', 'error'], ['capital', 'warning'], ['adl', 'note'],
    ]);
    results.forEach(({ ruleId, ruleIndex }) => expect(tool.driver.rules[ruleIndex].id).toBe(ruleId));
    expect(results[3].suppressions).toMatchObject([{ kind: 'external', status: 'accepted' }]);
  });

  it('stands at the changed parameter, else at the limit', () => {
    // Goal: the alert is on the line that a reviewer can change.
    const places = runOf(gateSarif(makeGateResult())).results.map(({ locations: [{ physicalLocation }] }) => physicalLocation);
    expect(places[0]).toMatchObject({ artifactLocation: { uri: 'parameters/proposed.yaml' }, region: { startLine: 8, startColumn: 30 } });
    expect(places[2]).toMatchObject({ artifactLocation: { uri: 'gates/weekly.yaml' }, region: { startLine: 14, startColumn: 12 } });
  });

  it('knows a finding again while lines and numbers move, and keeps scenarios apart', () => {
    // Goal: the fingerprint is of check and scenario and of nothing else.
    const print = (check: typeof failedCheck): unknown =>
      runOf(gateSarif(makeGateResult({ checks: [check] }))).results[0].partialFingerprints;
    expect(print({ ...failedCheck, point: 3, sentence: 'other', parameter: null })).toEqual(print(failedCheck));
    expect(print({ ...failedCheck, scenario: 'gbm-calm' })).not.toEqual(print(failedCheck));
    expect(print(makeGateCheck({ verdict: 'fail', check: 'a', scenario: 'bc' }))).not.toEqual(
      print(makeGateCheck({ verdict: 'fail', check: 'ab', scenario: 'c' })),
    );
  });

  it('is whole with any text', () => {
    // Goal: every result has a known rule, text, a relative address and lines from 1; no text is a link or a placeholder.
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (texts) => {
        let at = 0;
        const { tool, results } = runOf(gateSarif(withHostileTexts(makeGateResult(), () => texts[at++ % texts.length])));
        expect(new Set(tool.driver.rules.map(({ id }) => id)).size).toBe(tool.driver.rules.length);
        for (const { ruleId, ruleIndex, message, locations: [{ physicalLocation }] } of results) {
          expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
          expect(message.text).not.toMatch(/\]\(|\{\d|@(?!\u200b)|\n/);
          expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w.~%-]+(\/[\w.~%-]+)*$/);
          expect(physicalLocation.region.startLine).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
