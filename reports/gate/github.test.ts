import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  failedCheck, hostileText, makeGateCheck, makeGateResult, waivedCheck, warningCheck, withHostileTexts,
} from '../../test/fixtures/gate-result.ts';
import { annotationsMax, gateGithub } from './github.ts';

/** Commands as the runner reads them: after white space, `::name properties::message`, each part unescaped. */
function commandsOf(stdout: string): { name: string; properties: Record<string, string>; message: string }[] {
  const character = (_: string, code: string): string => String.fromCharCode(parseInt(code, 16));
  const unescape = (text: string): string => text.replace(/%(0D|0A|3A|2C|25)/g, character);
  return stdout.split(/\r\n|\r|\n/).flatMap((line) => {
    const match = /^\s*::(\S+?)(?: (.*?))?::(.*)$/u.exec(line);
    if (match === null) return [];
    const pairs = (match[2] ?? '').split(',').filter((pair) => pair !== '').map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(unescape));
    return [{ name: match[1], properties: Object.fromEntries(pairs), message: unescape(match[3]) }];
  });
}

describe('gateGithub', () => {
  it('looks as agreed', async () => {
    // Goal: a change of the log is seen in review.
    await expect(gateGithub(makeGateResult()).stdout).toMatchFileSnapshot('golden/github.txt');
  });

  it('annotates the changed line', () => {
    // Goal: file, line, column, title and message come back as they were.
    const [first] = commandsOf(gateGithub(makeGateResult()).stdout);
    expect(first).toEqual({
      name: 'error',
      properties: { file: 'parameters/proposed.yaml', line: '8', col: '30', title: 'shortfall-vs-base on merton-crash' },
      message: failedCheck.sentence,
    });
  });

  it('has at most ten annotations, errors first, and says how many more there are', () => {
    // Goal: GitHub drops what is beyond silently; we do not.
    const checks = [...Array.from({ length: 6 }, () => warningCheck), waivedCheck, ...Array.from({ length: 5 }, () => failedCheck)];
    const { stdout } = gateGithub(makeGateResult({ checks }));
    const kinds = commandsOf(stdout).map(({ name }) => name).filter((name) => /error|warning|notice/.test(name));
    expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'error'), ...Array.from({ length: annotationsMax - 5 }, () => 'warning')]);
    expect(stdout).toContain('2 more without an annotation: see the summary of this step.');
  });

  it('gives the summary what a comment has no room for', () => {
    // Goal: the Markdown with a cap of its own, below 1 MiB in UTF-8.
    const checks = Array.from({ length: 400 }, () => makeGateCheck({ check: '東'.repeat(200) }));
    const { stepSummary } = gateGithub(makeGateResult({ checks }));
    expect(stepSummary.length).toBeGreaterThan(60_000);
    expect(Buffer.byteLength(stepSummary)).toBeLessThan(2 ** 20);
  });

  it('lets no text command the runner', () => {
    // Goal: with any text in every field the commands are ours, in number, kind and properties; the old syntax occurs nowhere.
    const kinds = (stdout: string): unknown => commandsOf(stdout).map(({ name, properties }) => [name, Object.keys(properties)]);
    const expected = kinds(gateGithub(withHostileTexts(makeGateResult(), () => 'a')).stdout);
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const { stdout } = gateGithub(withHostileTexts(makeGateResult(), () => hostile || 'a'));
        expect(kinds(stdout)).toEqual(expected);
        expect(stdout).not.toMatch(/##|\r/);
      }),
      { numRuns: 80 },
    );
  });
});
