import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedCheck, hostileText, makeGateCheck, makeGateResult, openCheck, withHostileTexts } from '../../test/fixtures/gate-result.ts';
import { readXml, type XmlElement } from '../../test/fixtures/strict-xml.ts';
import { gateJunit } from './junit.ts';

function casesOf(document: string): XmlElement[] {
  return readXml(document).children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));
}

describe('gateJunit', () => {
  it('looks as agreed', async () => {
    // Goal: a change of the file is seen in review.
    await expect(gateJunit(makeGateResult())).toMatchFileSnapshot('golden/junit.txt');
  });

  it('gives every outcome its element', () => {
    // Goal: fail and inconclusive are failures, warnings and passes pass, waived is skipped; the counts agree.
    const cases = casesOf(gateJunit(makeGateResult()));
    const found = Object.fromEntries(
      cases.map(({ attributes, children: [{ name, attributes: { type } }] }) => [attributes['name'], [name, type]]),
    );
    expect(found).toEqual({
      'shortfall-vs-base': ['failure', 'beyond-limit'], 'fund-survives': ['failure', 'inconclusive'],
      'bad-debt-tail': ['system-out', undefined],
      capital: ['system-out', undefined], adl: ['skipped', undefined], conservation: ['system-out', undefined],
    });
    expect(readXml(gateJunit(makeGateResult())).attributes).toMatchObject({ tests: '6', failures: '2', errors: '0', skipped: '1' });
  });

  it('follows the exit code for an open check', () => {
    // Goal: inconclusive is a failure unless the gate accepts it.
    const kinds = [20, 21, 0].map((exitCode) => casesOf(gateJunit(makeGateResult({ exitCode, checks: [openCheck] })))[0].children[0].name);
    expect(kinds).toEqual(['failure', 'failure', 'system-out']);
  });

  it('keeps checks that no scenario ran', () => {
    // Goal: an unused check fails where everybody looks.
    const checks = [{ ...failedCheck, scenario: '', reason: 'unused' as const }];
    const root = readXml(gateJunit(makeGateResult({ checks })));
    expect(root.children.map(({ attributes }) => [attributes['name'], attributes['failures']])).toEqual([
      ['merton-crash', '0'], ['gbm-calm', '0'], ['(no scenario)', '1'],
    ]);
  });

  it('is well-formed and keeps its structure with any text', () => {
    // Goal: a strict reader finds the same elements whatever the names are, and reads back what was written.
    const shape = (element: XmlElement): unknown => [element.name, element.children.map(shape)];
    const expected = readXml(gateJunit(withHostileTexts(makeGateResult(), () => 'a')));
    fc.assert(
      fc.property(hostileText, (hostile) => {
        expect(shape(readXml(gateJunit(withHostileTexts(makeGateResult(), () => hostile || 'a'))))).toEqual(shape(expected));
      }),
      { numRuns: 80 },
    );
    const sentence = 'a ]]> <b> & "c" \'d\'';
    const [{ children: [failure] }] = casesOf(gateJunit(makeGateResult({ checks: [{ ...failedCheck, sentence }] })));
    expect(failure.attributes['message']).toBe(sentence);
    expect(casesOf(gateJunit(makeGateResult({ checks: [makeGateCheck({ sentence })] })))[0].children[0].text).toBe(sentence);
  });
});
