/** Texts of strangers through the whole program: they appear as text in every format, and no file is written but those asked for. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest, RunFolder, Summary } from '../../engine/study/run-folder-types.ts';
import { simulate } from '../cli/program.ts';
import type { Ended } from '../cli/program.ts';
import { readPdf } from '../fixtures/read-pdf.ts';
import { readXml } from '../fixtures/strict-xml.ts';
import { accountNames, fileNames, hostileTexts, writeHostileStudy } from './hostile-study.ts';

const outside = mkdtempSync(join(tmpdir(), 'breakwater-hostile-'));
const cwd = join(outside, 'a', 'b');
const gateFormats = ['text', 'json', 'markdown', 'junit', 'sarif', 'github'] as const;
const reports = ['report.csv', 'report.html', 'report.json', 'report.md', 'report.pdf'];
let page: Ended;
let replayed: Ended;
let before: string[];

function run(...words: string[]): Promise<Ended> {
  return simulate(words, { cwd, env: { CI: '', GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' } });
}

function read(name: string): string {
  return readFileSync(join(cwd, name), 'utf8');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

beforeAll(async () => {
  mkdirSync(cwd, { recursive: true });
  writeHostileStudy(cwd);
  before = filesIn(outside);
  const study = ['--scenario', fileNames.scenario, '--params', fileNames.baseline, '--params', fileNames.candidate];
  page = await run(...study, '--data', `X=${fileNames.candles}`, '--paths', '2', '--workers', '1', '--out', 'run', '--no-report');
  const formats = gateFormats.flatMap((name) => ['--format', `${name}=gate/${name}`]);
  const all = [
    run('report', 'run', '--format', 'html,pdf,markdown,json,csv', '--out', 'out'),
    run('replay', 'run', '--path', '0', '--out', 'events.csv'),
    run('gate', fileNames.gate, '--workers', '1', '--today', '2026-11-22', ...formats),
  ];
  const ended = await Promise.all(all);
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([[0, ''], [0, 'events.csv: 24 events\n'], [20, '']]);
  replayed = ended[1];
}, 60_000);

afterAll(() => rmSync(outside, { recursive: true }));

const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
/** What a runner would obey in a log. */
const command = /^\s*::|##(?:vso|teamcity)?\[/m;

/** Every text of a log or a table is there to be read and does nothing. */
function expectHarmless(text: string): void {
  expect([hidden.exec(text)?.[0], command.exec(text)?.[0]]).toEqual([undefined, undefined]);
}

describe('hostile names', () => {
  it('write no file but those that were asked for', () => {
    // Goal: neither names of scenarios, accounts and instruments nor names of files lead anywhere, and no shell saw them.
    expect(page).toMatchObject({ code: 0 });
    const inFolders = [...gateFormats.map((name) => `gate/${name}`), ...reports.map((name) => `out/${name}`)];
    const named = ['events.csv', 'gate', 'out', 'run', ...inFolders];
    const files = ['events.arrow', 'evidence.json', 'manifest.json', 'outcomes.arrow', 'summary.json'].map((name) => `run/${name}`);
    const expected = [...named, ...files].map((name) => join('a', 'b', name));
    expect(filesIn(outside)).toEqual([...before, ...expected].sort());
  });

  it('are text on terminals', async () => {
    // Goal: pages and messages hold no control character, no override, and no line or word that a CI runner obeys.
    const [audited, one, mistaken] = await Promise.all([
      run('audit', 'run'),
      simulate(['replay', 'run', '--path', '0', '--account', '::error::owned'], { cwd, env: { COLUMNS: '20' } }),
      run('validate', fileNames.gate, fileNames.candles, '::error::nothing\n::error::there.yaml'),
    ]);
    expect([audited.code, one.code, mistaken.code]).toEqual([0, 0, 30]);
    for (const { stdout, stderr } of [page, replayed, audited, one, mistaken]) {
      expectHarmless(stdout);
      expectHarmless(stderr);
    }
    expectHarmless(read('gate/text'));
    expect(replayed.stdout).toContain('<script>alert(1)</scrip');
    expect(page.stdout).toContain('\ufffd::error::owned =cmd() ]]>'.slice(0, 16));
  });

  it('are kept as they are in files for machines', () => {
    // Goal: JSON gives back every text exactly.
    const manifest = JSON.parse(read('run/manifest.json')) as Manifest;
    const { scenario, sets } = JSON.parse(read('run/evidence.json')) as RunFolder['evidence'];
    expect(manifest.scenario).toMatchObject({ name: 'con', file: fileNames.scenario, title: scenario.title });
    expect(manifest.parameterSets.map(({ file }) => file)).toEqual([fileNames.baseline, fileNames.candidate]);
    expect(scenario.assumptions.slice(0, hostileTexts.length)).toEqual(hostileTexts);
    for (const { largestAccounts } of sets) for (const { account } of largestAccounts) expect(accountNames).toContain(account);
    expect((JSON.parse(read('run/summary.json')) as Summary).parameterSets.map(({ id }) => id)).toEqual(['con-2', 'con']);
    expect(JSON.parse(read('gate/json'))).toMatchObject({ verdict: 'fail', candidate: { file: fileNames.candidate } });
  });

  it('are no markup in reports', async () => {
    // Goal: one script of ours, no handler, only web links; Markdown without tags; cells without formulas; the PDF shows the title.
    const html = read('out/report.html');
    const markup = html.replace(/<(script|style)[^]*?<\/\1>/g, '');
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const tags = [...new Set(markup.match(/<(?:[^<>"]|"[^"]*")*>/g))];
    expect(tags.filter((tag) => /^<(?:script|img|iframe|object|!--)| on\w+=/i.test(tag.replaceAll(/"[^"]*"/g, '')))).toEqual([]);
    expect(markup.replaceAll(/<(?:[^<>"]|"[^"]*")*>/g, '').match(/[<>]/g)).toBeNull();
    expect(tags.filter((tag) => /href="(?!#[\w-]+"|https?:\/\/)/.test(tag))).toEqual([]);
    expect(hidden.exec(html)).toBeNull();
    const markdown = read('out/report.md');
    expectHarmless(markdown);
    expect(/[<>]|@team/.exec(markdown.replaceAll(/<\/?code>/g, ''))).toBeNull();
    const cells = (parse(read('out/report.csv'), { relax_column_count: true }) as string[][]).flat();
    const told = (parse(read('events.csv')) as string[][]).flat();
    expect(told).toContain("'=cmd()");
    expect([...cells, ...told].filter((cell) => /^\s*[=+@-](?![\d.]+(?:e[+-]?\d+)?$)/.test(cell))).toEqual([]);
    expect(/(?<!\r)\n|\r(?!\n)/.exec(read('out/report.csv'))).toBeNull();
    expect(/NaN|undefined|\[object/.exec(read('out/report.json'))).toBeNull();
    const { title, pages } = await readPdf(new Uint8Array(readFileSync(join(cwd, 'out/report.pdf'))));
    expect(title).toContain('::error::owned');
    expect(pages.flatMap(({ links }) => links).filter((link) => !/^https?:/.test(link))).toEqual([]);
    expect(pages.map(({ text }) => text).join(' ')).toContain('javascript:alert(1)');
  });

  it('are no markup and no command in what CI reads', () => {
    // Goal: commands of the runner are ours alone, XML is well-formed, SARIF points into the repository, a comment mentions nobody.
    const commands = read('gate/github').split('\n').filter((line) => line.trimStart().startsWith('::'));
    expect(commands.map((line) => /^::([a-z]+)/.exec(line)?.[1])).toEqual(['error', 'notice', 'group', 'endgroup']);
    expect(read('gate/github')).not.toContain('##[');
    expect(readXml(read('gate/junit')).children).toHaveLength(1);
    expect(read('gate/junit')).not.toMatch(hidden);
    expect(read('gate/markdown').replaceAll(/<\/?(?:code|details|summary)>/g, '')).toMatch(/^<!-- simulate-gate:con -->\n[^<>]*$/);
    expect(read('gate/markdown')).not.toMatch(/@team|^\s*::|##\[/m);
    const uris = [...read('gate/sarif').matchAll(/"uri": ?"([^"]*)"/g)].map(([, uri]) => uri);
    expect(uris.length).toBeGreaterThan(0);
    for (const uri of uris) expect(uri).not.toMatch(/^[a-z]+:(?!\/\/)|^\/|(?:^|\/)\.\.(?:\/|$)|[<>"\s]/);
  });
});
