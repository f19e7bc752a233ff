import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText, makeGateCheck, makeGateResult, makeGateScenario, withHostileTexts } from '../../test/fixtures/gate-result.ts';
import { gateMarkdown, markdownLengthMax } from './markdown.ts';

/** What lines of ours begin with. */
const ourLine = new RegExp(
  [
    '^(?:<!-- simulate-gate:[\\w.%~-]* -->|## |### |Gate (?:`|<code>)|\\| |- (?:Sample: |Again: |[❌❔⚠➖✅])',
    '  - (?:Judged: |Metric: |Waived until |Path \\d)|<details><summary>|</details>',
    '---|Breakwater |Make it again: |\\*\\*Left out\\*\\*|None\\.|$)',
  ].join('|'),
  'u',
);
const ourTag = /<!-- simulate-gate:[\w.%~-]* -->|<\/?(?:details|summary|code)>/g;

/** Rows of all tables, split as GitHub splits them: at every bar that no backslash escapes. */
function tables(markdown: string): string[][][] {
  const blocks = markdown.split('\n\n').map((block) => block.split('\n').filter((line) => line.startsWith('| ')));
  const cells = (line: string): string[] => line.slice(2, -2).split(/(?<!\\)\|/).map((cell) => cell.trim());
  return blocks.filter(({ length }) => length > 0).map((lines) => lines.map(cells));
}

describe('gateMarkdown', () => {
  it('looks as agreed', async () => {
    // Goal: a change of the comment is seen in review.
    await expect(gateMarkdown(makeGateResult())).toMatchFileSnapshot('golden/comment.md');
  });

  it('shows every check with its numbers', () => {
    // Goal: the table says what was judged, against what, and how it ended; each outcome has its sign.
    const [checks, parameters, waivers] = tables(gateMarkdown(makeGateResult()));
    expect(checks[2]).toEqual([
      '`shortfall-vs-base`', '`merton-crash`', '340k USD', '1.44M USD', '+1.10M USD [+900k USD to +1.30M USD]', '&lt;= +1e5 USD',
      '❌ failed',
    ]);
    expect(checks.slice(2).map((row) => row[6])).toEqual([
      '❌ failed', '❔ inconclusive', '⚠️ fail (warning)', '➖ waived', '✅ passed', '✅ passed',
    ]);
    expect(parameters[2]).toEqual(['`margin.maintenance`', '0.025 → 0.0125', 'share of notional', '`parameters/proposed.yaml:8`']);
    expect(waivers[2]).toEqual(['`adl`', 'all', 'New listing phase, RFC-114.', 'risk-council', '2027-01-31']);
  });

  it('says when nothing was compared, and of which confidence an interval is when they differ', () => {
    // Goal: no number without what it means.
    const checks = [makeGateCheck({ confidence: 0.99, baseline: null })];
    const markdown = gateMarkdown(makeGateResult({ baseline: null, checks }));
    expect(markdown).toContain('judged alone');
    expect(markdown).toContain('| difference [interval] |');
    expect(tables(markdown)[0][2]).toContain('alone 2.02M USD [1.88M USD to 2.31M USD] at 99 %');
  });

  it('calls an open check a warning where the gate accepts it', () => {
    // Goal: a comment never says that something blocks which does not.
    const markdown = gateMarkdown(makeGateResult({ exitCode: 0, verdict: 'pass' }));
    expect(markdown).toContain('⚠️ inconclusive (warning)');
  });
});

describe('cap', () => {
  const many = (scenarios: number): ReturnType<typeof makeGateResult> => {
    const names = Array.from({ length: scenarios }, (_, index) => `scenario-${index}`);
    return makeGateResult({ scenarios: names.map(makeGateScenario), checks: names.map((scenario) => makeGateCheck({ scenario })) });
  };

  it('leaves out whole sections, the last first, and says which', () => {
    // Goal: what is left is whole, what is missing is named.
    const markdown = gateMarkdown(many(120));
    expect(markdown.length).toBeLessThanOrEqual(markdownLengthMax);
    expect(markdown.length).toBeGreaterThan(markdownLengthMax - 2000);
    expect(markdown).toContain('**Left out**, because this text holds 60,000 characters: details');
    expect(markdown).toMatch(/: details of `scenario-\d+`, .*more\. The formats/);
    const shown = markdown.match(/<details>/g)?.length ?? 0;
    expect(markdown.match(/<\/details>/g)).toHaveLength(shown);
    expect(markdown).toContain(`details of \`scenario-${shown}\``);
    expect(markdown).toContain('Make it again:');
  });

  it('holds for any number of checks and any length of names', () => {
    // Goal: never above 60,000, even when only head and foot are left.
    expect(gateMarkdown(many(2000)).length).toBeLessThanOrEqual(markdownLengthMax);
    for (const text of ['@'.repeat(10_000), '<'.repeat(10_000), '\u0000'.repeat(10_000)]) {
      expect(gateMarkdown(withHostileTexts(many(300), () => text)).length).toBeLessThanOrEqual(markdownLengthMax);
    }
  });
});

describe('hostile texts', () => {
  const hostile = fc.array(hostileText, { minLength: 1, maxLength: 6 });
  const written = (texts: readonly string[]): string => {
    let at = 0;
    return gateMarkdown(withHostileTexts(makeGateResult(), () => texts[at++ % texts.length]));
  };

  it('begin no line, open no tag, split no cell', () => {
    // Goal: the structure is that of harmless names: lines begin as ours do, tags are ours, every table has as many cells as its head.
    fc.assert(
      fc.property(hostile, (texts) => {
        const markdown = written(texts);
        expect(markdown.split('\n').filter((line) => !ourLine.test(line))).toEqual([]);
        expect(markdown.replace(ourTag, '')).not.toMatch(/[<>]/);
        for (const rows of tables(markdown)) expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('cannot be the hidden tag of another gate', () => {
    // Goal: one comment mark, at the very beginning, closed once, different for different names.
    fc.assert(
      fc.property(hostile, (texts) => {
        const markdown = written(texts);
        expect(markdown.indexOf('<!--')).toBe(0);
        expect(markdown.match(/<!--/g)).toHaveLength(1);
        expect(markdown.match(/-->/g)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
    const tagOf = (name: string): string => gateMarkdown(makeGateResult({ name })).split('\n')[0];
    const names = ['a', 'a ', 'a--', 'a-%2D', 'a -->', 'b', `${'x'.repeat(200)}a`, `${'x'.repeat(200)}b`];
    expect(new Set(names.map(tagOf)).size).toBe(names.length);
    expect(tagOf('weekly')).toBe('<!-- simulate-gate:weekly -->');
    expect(tagOf('a--> <!-- simulate-gate:b')).not.toContain('b -->x');
    expect(tagOf('a-->')).toBe('<!-- simulate-gate:a-%2D%3E -->');
  });

  it('mention nobody, link nowhere and refer to no issue', () => {
    // Goal: outside code, what a site would act on is broken by a space of no width.
    const headline = '@team #12 !3 GH-7 https://evil.test www.evil.test :tada: [a](javascript:b) `c` *d* __e__ $f$';
    const line = gateMarkdown(makeGateResult({ headline })).split('\n')[1];
    expect(line).toBe(
      '## ❌ &#64;&#8203;team &#35;&#8203;12 &#33;&#8203;3 GH-&#8203;7 https:&#8203;//evil.test www.&#8203;evil.test :&#8203;tada: ' +
        '[a&#93;(javascript:b) &#96;c&#96; &#42;d&#42; &#95;&#95;e&#95;&#95; &#36;f&#36;',
    );
  });

  it('are cut at the stated length', () => {
    // Goal: a name of 10,000 characters takes 120.
    const rows = tables(gateMarkdown(makeGateResult({ checks: [makeGateCheck({ check: 'x'.repeat(10_000) })] })))[0];
    expect(rows[2][0]).toBe(`<code>${'x'.repeat(119)}…</code>`);
  });

  it('of a command too long to show are not shown in part', () => {
    // Goal: nobody copies half a command.
    expect(gateMarkdown(makeGateResult({ command: 'y'.repeat(1001) }))).toContain('(a command of 1001 characters: see the JSON format)');
  });
});
