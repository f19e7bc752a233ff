import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import type { Summary } from '../../engine/study/run-folder-types.ts';
import { inFolder, simulate } from './program.ts';
import type { Ended } from './program.ts';

const scenario = `version: 1
name: small
title: A jump
feedback: none
seed: 3
grid: {step: 1h}
start: 2024-01-01T00:00:00Z
end: 2024-01-01T06:00:00Z
underlyings: {X: {start-price: 100, model: {model: gbm, volatility: 4}}}
accounts:
  - {id: a, cash: 6, positions: {X-PERP: 1}}
  - {id: b, cash: 8, positions: {X-PERP: 1}}
`;

function rules({ name, maintenance }: { name: string; maintenance: number }): string {
  return `version: 1
name: ${name}
title: Rules called ${name}
summary: For a test.
margin: {policy: leverage, max-leverage: 20, maintenance: ${maintenance}}
collateral: {policy: haircut, haircuts: {USD: 0}}
liquidation: {policy: full, fee: 0}
losses:
  - {policy: insurance-fund, opening: {USD: 1}}
`;
}

const head = `version: 1
name: weekly
scenarios: [./small.yaml]
candidate: ./rules.yaml
`;
const passing = '  - {id: solvent, metric: insolvent_accounts, limit: "<= 2"}\n';
const worse = '  - {id: worse, metric: shortfall_usd, compare: difference, limit: "<= 0 USD"}\n';
const sampling = 'sampling: {paths: 100, pathsMax: 400}\n';

type Run = (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;

/** In a folder with a scenario, rules before and after a change, and the gate. */
async function inGate(gate: string, use: (run: Run, cwd: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'small.yaml'), scenario);
    writeFileSync(join(cwd, 'base.yaml'), rules({ name: 'base', maintenance: 0.04 }));
    writeFileSync(join(cwd, 'rules.yaml'), rules({ name: 'rules', maintenance: 0.01 }));
    writeFileSync(join(cwd, 'gate.yaml'), gate);
    const plain = { CI: '', GITHUB_ACTIONS: '' };
    const command = ['gate', 'gate.yaml', '--quiet', '--today', '2026-11-22'];
    await use((words, env) => simulate([...command, ...words], { cwd, env: { ...plain, ...env } }), cwd);
  });
}

function resultIn({ stdout }: Ended): GateResult {
  return JSON.parse(stdout) as GateResult;
}

describe('simulate gate', () => {
  it('fails, says why, and gives the numbers of one run with as many paths', async () => {
    // Goal: exit 20, the line of the changed parameter, a digest that compare gives too, and any number of threads.
    await inGate(`${head}baseline: {params: ./base.yaml}\n${sampling}checks:\n${passing}${worse}`, async (run, cwd) => {
      const asked = [[], ['--format', 'json', '--workers', '1'], ['--format=json', '--workers=3']];
      const [text, one, three] = await Promise.all(asked.map((words) => run(words)));
      expect([text.code, one.code]).toEqual([20, 20]);
      expect(text.stdout.split('\n')[0]).toMatch(/^FAIL weekly: 1 of 2 checks failed: worse on small:/);
      const result = resultIn(one);
      expect(three.stdout).toBe(one.stdout);
      const [found] = result.checks;
      expect(found).toMatchObject({ check: 'worse', verdict: 'fail', place: { file: 'gate.yaml', line: 9 } });
      expect(found.parameter).toMatchObject({ key: 'margin.maintenance', place: { file: './rules.yaml', line: 5 } });
      const again = result.scenarios[0].command.split(' ').slice(2);
      const compared = await simulate([...again, '--json', '--no-report', '--quiet'], { cwd });
      expect((JSON.parse(compared.stdout) as Summary).digest).toBe(result.scenarios[0].digest);
      const alone = await simulate([...found.worstPaths[0].command.split(' ').slice(2), '--json', '--no-report', '--quiet'], { cwd });
      const { parameterSets } = JSON.parse(alone.stdout) as Summary;
      const [baseline, candidate] = parameterSets.map(({ metrics }) => metrics.shortfall_usd.value ?? NaN);
      expect(candidate - baseline).toBeCloseTo(found.worstPaths[0].value, 9);
    });
  });

  it('extends what is open, and ends as one run with as many paths', async () => {
    // Goal: 21 within a small budget, with the paths and looks it took; the points are those of a run of 400 paths.
    const open = '  - {id: open, metric: shortfall_usd, statistic: p(90), limit: "<= 4.9 USD"}\n';
    await inGate(`${head}${sampling}checks:\n${open}`, async (run) => {
      const whole = ['--format=json', '--paths=400', '--paths-max=400', '--workers=2'];
      const [extended, straight] = await Promise.all([run(['--format=json']), run(whole)]);
      const [many, once] = [extended, straight].map(resultIn);
      expect(extended.code).toBe(21);
      expect(many.scenarios[0]).toMatchObject({ paths: 400, looks: 3 });
      expect(once.scenarios[0]).toMatchObject({ paths: 400, looks: 1, digest: many.scenarios[0].digest });
      expect(once.checks[0].point).toBe(many.checks[0].point);
      expect((await run(['--no-fail'])).code).toBe(0);
      expect((await run(['--fail-on', 'error'])).code).toBe(0);
    });
  });

  it('takes the baseline from another revision', async () => {
    // Goal: the same file before the change; a revision or file that is not there is exit 22, one that looks like an option is refused.
    await inGate(`${head}baseline: {from: "git:HEAD"}\n${sampling}checks:\n${worse}`, async (run, cwd) => {
      const git = (...words: string[]): void => void execFileSync('git', words, { cwd, stdio: 'ignore' });
      git('init', '-q');
      expect((await run([])).code).toBe(22);
      writeFileSync(join(cwd, 'rules.yaml'), rules({ name: 'rules', maintenance: 0.04 }));
      git('add', '.');
      git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'before');
      const unchanged = await run(['--format=json']);
      expect(unchanged.code).toBe(0);
      expect(resultIn(unchanged)).toMatchObject({ verdict: 'pass', changedParameters: [] });
      writeFileSync(join(cwd, 'rules.yaml'), rules({ name: 'rules', maintenance: 0.01 }));
      const changed = await run(['--format=json', '--seed', 'commit']);
      expect(changed.code).toBe(20);
      expect(resultIn(changed).baseline?.file).toBe('./rules.yaml');
      expect(resultIn(changed).baseline?.from).toMatch(/^git:HEAD \([0-9a-f]{40}\)$/);
      expect((await run(['--baseline', 'git:nowhere'])).code).toBe(22);
      expect((await run(['--baseline', 'git:HEAD', '--candidate', './base2.yaml'])).code).toBe(30);
      expect((await run(['--baseline', 'git:--output=x'])).code).toBe(2);
    });
  });

  it('keeps figures and compares with them, unpaired', async () => {
    // Goal: a committed baseline works without its rules, says that nothing is paired, and is refused when it is of another version.
    await inGate(`${head}${sampling}checks:\n${worse}`, async (run, cwd) => {
      expect((await run([])).code).toBe(22);
      expect((await run(['--update-baseline'], { CI: 'true' })).code).toBe(2);
      const kept = await run(['--update-baseline', '--candidate', './base.yaml']);
      expect(kept).toMatchObject({ code: 0, stderr: '' });
      const file = 'scenarios/baselines/weekly.json';
      const compared = await run(['--baseline', `file:${file}`, '--format=json']);
      expect(compared.code).toBe(20);
      expect(resultIn(compared).checks[0].sentence).toContain('not paired');
      writeFileSync(join(cwd, file), readFileSync(join(cwd, file), 'utf8').replace(/"engineVersion": "[^"]*"/, '"engineVersion": "0.0.1"'));
      const stale = await run(['--baseline', `file:${file}`]);
      expect(stale.code).toBe(22);
      expect(stale.stderr).toContain('it was made by version 0.0.1');
    });
  });

  it('judges a run folder without running anything', async () => {
    // Goal: the points of the run; a damaged file is exit 31, rules that changed since too.
    const base = 'baseline: {params: ./base.yaml}\n';
    await inGate(`${head}${base}${sampling}checks:\n${passing}${worse}`, async (run, cwd) => {
      const words = ['compare', '--scenario', './small.yaml', '--params', './base.yaml', '--params', './rules.yaml', '--paths', '100'];
      await simulate([...words, '--no-attribution', '--no-report', '--quiet', '--out', 'kept'], { cwd });
      const [judged, ran] = await Promise.all([run(['--results', 'kept', '--format=json']), run(['--format=json', '--paths-max', '100'])]);
      expect([judged.code, ran.code]).toEqual([20, 20]);
      const numbers = ({ checks }: GateResult): unknown[] => {
        return checks.map(({ check, verdict, n, point, interval }) => [check, verdict, n, point, interval]);
      };
      expect(numbers(resultIn(judged))).toEqual(numbers(resultIn(ran)));
      expect(resultIn(judged).checks[0].worstPaths[0].command).toMatch(/^npx simulate replay kept --path \d+$/);
      const outcomes = join(cwd, 'kept', 'outcomes.arrow');
      const bytes = readFileSync(outcomes);
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(outcomes, bytes);
      expect((await run(['--results', 'kept'])).code).toBe(31);
    });
  });

  it('waivers, unused parts, explanations and formats', async () => {
    // Goal: a valid waiver passes, an expired one is 23, a matrix entry that fits nothing fails; files land where they are asked for.
    const base = 'baseline: {params: ./base.yaml}\n';
    const waived = 'waivers:\n  - {check: worse, reason: agreed, approvedBy: council, expires: 2027-01-31}\n';
    await inGate(`${head}${base}${sampling}checks:\n${passing}${worse}${waived}`, async (run, cwd) => {
      const ok = await run(['--format', 'json=out/gate.json', '--format', 'text']);
      expect(ok.code).toBe(0);
      expect(ok.stdout).toMatch(/^PASS|^WAIVED/);
      expect((JSON.parse(readFileSync(join(cwd, 'out/gate.json'), 'utf8')) as GateResult).verdict).toBe('waived');
      const words = ['gate', 'gate.yaml', '--quiet', '--today', '2027-02-01'];
      expect((await simulate(words, { cwd })).code).toBe(23);
      const explained = await run(['--explain', 'worse']);
      expect(explained.stdout).toMatch(/Definition +Losses beyond[^]*Interval[^]*Limit[^]*Margin[^]*Path \d+ +.*--first-path/);
      expect((await run(['--explain', 'wors'])).stderr).toContain('try: worse');
      expect((await run(['--format', 'jsn'])).stderr).toContain('--format json=-');
      const matrix = 'matrix:\n  - {scenarios: crash-*, checks: {solvent: {limit: "<= 1"}}}\n';
      writeFileSync(join(cwd, 'gate.yaml'), `${head}${sampling}checks:\n${passing}${matrix}`);
      const unused = await run(['--format=json']);
      expect(unused.code).toBe(20);
      expect(resultIn(unused).checks[0]).toMatchObject({ reason: 'unused', place: { line: 9 } });
    });
  });

  it.each([
    ['metric: shortfal_usd, limit: "<= 1 USD"', 'there is no metric "shortfal_usd"', 'try: shortfall_usd'],
    ['metric: shortfall_usd, limit: "<= 1"', 'the limit has no unit', 'try: <= 1 USD'],
    ['metric: shortfall_usd, statistic: p99, limit: "<= 1 USD"', 'statistic is "p99"', 'expected: mean, rate, max'],
    ['metric: shortfall_usd', 'a check without a limit', 'limit:'],
    ['metric: shortfall_usd, invariant: ledger_balanced, limit: "<= 1 USD"', 'a check of two things', 'metric: or invariant:'],
    ['metric: shortfall_usd, limit: "<= 1 USD", pathz: 1', 'unknown key "pathz"', 'gate.yaml:7:'],
  ])('refuses {%s}', async (check, what, more) => {
    // Goal: exit 30 with line, what was found and what was meant; the command reads gates the same way.
    await inGate(`${head}${sampling}checks:\n  - {id: one, ${check}}\n`, async (_run, cwd) => {
      const { code, stderr } = await simulate(['validate', 'gate.yaml'], { cwd });
      expect(code).toBe(30);
      expect(stderr).toContain(what);
      expect(stderr).toContain(more);
    });
  });
});
