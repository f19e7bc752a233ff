import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, compiledModule, example, inFolder, simulate, startProgram } from './program.ts';

const quick = ['--scenario', example('d31-full-waterfall'), '--no-report'];
/** A scenario after its first line. */
const small = 'name: wrong\ntitle: Wrong\nunderlyings: {X: {prices: [1]}}\naccounts: [{id: a}]\n';
const eventExample = 'simulate rare --scenario gbm-calm --event "unfunded_loss_usd > 0"';
const escape = '\u001b';

/** Packages that the first thread loads when the program runs from its modules. */
function packagesLoadedBy(words: readonly string[]): string[] {
  const frontDoor = compiledModule('cli/front-door.ts');
  const script = `await (await import(${JSON.stringify(frontDoor)})).openFrontDoor(${JSON.stringify(words)})`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_DEBUG: 'esm' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set([...stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/.]+)\//g)].map((match) => match[1]))];
}

describe('help', () => {
  const commands = [
    ...['run', 'compare', 'sweep', 'rare', 'gate', 'report', 'resume', 'replay', 'audit'],
    ...['margin', 'fit', 'validate', 'list', 'init'],
  ];
  it.each(commands)('%s: one screen, examples first', async (command) => {
    // Goal: the page fits a terminal, opens with examples, and does not change unnoticed.
    const { code, stdout, stderr } = await simulate([command, '--help'], { env: { COLUMNS: '100' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    // The first page also lists every command.
    expect(lines.length).toBeLessThanOrEqual(command === 'run' ? 48 : 40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[1]).toMatch(/^ {2}simulate /);
    await expect(stdout).toMatchFileSnapshot(`golden/help-${command}.txt`);
  });

  it('is the same without a command, as a command and by its short name', async () => {
    // Goal: every way in which people ask for help works.
    const pages = await Promise.all([['--help'], ['-h'], ['help'], ['run', '--help']].map((words) => simulate(words)));
    expect(new Set(pages.map(({ stdout }) => stdout)).size).toBe(1);
  });

  it('loads neither charts nor tables of columns', async () => {
    // Goal: help and mistakes answer at once; the large libraries belong to runs.
    const cases = [['--help'], ['--nonsense'], ['--scenario', 'nonsense']].map(packagesLoadedBy);
    expect(cases.map((packages) => packages.includes('yargs'))).toEqual([false, true, false]);
    for (const packages of cases) for (const large of ['vega', 'vega-lite', 'apache-arrow']) expect(packages).not.toContain(large);
  });
});

describe('mistakes', () => {
  const usage = [
    { words: ['--scenari', 'crash-2020'], what: 'there is no flag --scenari', suggestion: '--scenario' },
    { words: ['--scenario', 'crash-2002'], what: 'there is no scenario "crash-2002"', suggestion: 'crash-2020' },
    { words: ['--scenario', 'crash-2020', '--params', 'defualt'], what: 'there is no parameter set "defualt"', suggestion: 'default' },
    { words: ['crash-2020'], what: 'there is no command "crash-2020"', suggestion: 'simulate --scenario crash-2020' },
    { words: ['marign'], what: 'there is no command "marign"', suggestion: 'simulate margin' },
    { words: ['list', 'polices'], what: 'there is no list "polices"', suggestion: 'policies' },
    { words: ['--scenario'], what: '--scenario has no value', suggestion: '--scenario NAME|FILE' },
    { words: [], what: '--scenario is missing', suggestion: 'simulate --scenario crash-2020, or simulate --help' },
    { words: ['--scenario', 'crash-2020', '--paths', '-1'], what: '--paths is "-1"' },
    { words: ['--scenario', 'crash-2020', '--seed', '1.5'], what: '--seed is "1.5"' },
    { words: ['--scenario', 'crash-2020', '--feedback', 'ful'], what: '--feedback is "ful"', suggestion: 'full' },
    { words: ['--scenario', 'crash-2020', '--seed', '1', '--seed', '2'], what: '--seed is given 2 times: 1, 2' },
    { words: ['--scenario', 'crash-2020', '--params', 'default', '--params', 'default'], what: 'two parameter sets are called "default"' },
    { words: ['--scenario', 'crash-2020', '--data', 'DOGE=doge.csv'], what: '--data: crash-2020 has no underlying "DOGE"' },
    { words: ['rare', '--scenario', 'gbm-calm'], what: '--event is missing', suggestion: eventExample },
    {
      words: ['rare', '--scenario', 'gbm-calm', '--event', 'unfunded_loss > 0'],
      what: 'there is no metric "unfunded_loss"',
      suggestion: 'unfunded_loss_usd',
    },
    { words: ['rare', '--scenario', 'gbm-calm', '--event', 'adl_accounts > 0', '--method', 'spliting'], what: '--method is "spliting"' },
    { words: ['margin', '--price', 'BTC'], what: '--price is "BTC"', suggestion: '--price BTC=7934.58' },
  ];

  it.each(usage)('of usage: $words', async ({ words, what, suggestion }) => {
    // Goal: exit 2, what was found, and what was probably meant; nothing on stdout.
    const { code, stdout, stderr } = await ask(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split('\n')[0]).toBe(what);
    if (suggestion) expect(stderr).toContain(`  try: ${suggestion}\n`);
  });

  it('in a YAML file: file, line and column', async () => {
    // Goal: exit 30, and an editor can jump to the place.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'broken.yaml'), 'version: 1\nname: [1\n');
      writeFileSync(join(cwd, 'wrong.yaml'), `version: 1\n${small}feedbak: none\n`);
      const [broken, wrong] = await Promise.all(['./broken.yaml', './wrong.yaml'].map((file) => ask(['--scenario', file], { cwd })));
      expect([broken.code, wrong.code]).toEqual([30, 30]);
      expect(broken.stderr).toMatch(/^\.\/broken\.yaml:\d+:\d+: /);
      expect(wrong.stderr).toMatch(/^\.\/wrong\.yaml:6:1: unknown key "feedbak"\n/);
      expect(wrong.stderr).toContain('  try: feedback\n');
    });
  });

  it('in a candle file: exit 31', async () => {
    // Goal: data that is not understood stops the run before it begins.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'btc.csv'), 'time,open,high,low,close\n2020-03-12T00:00:00Z,1,2,0.5,oops\n');
      const { code, stderr } = await ask(['--scenario', 'crash-2020', '--data', 'btc.csv'], { cwd });
      expect(code).toBe(31);
      expect(stderr).toMatch(/btc\.csv:2/);
    });
  });

  it('in an account: the place and the nearest name', async () => {
    // Goal: `margin` names what an account file gets wrong like a scenario does.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'me.yaml'), 'id: me\ncash: 1\npositions: {BTC-PREP: 1}\n');
      const { code, stderr } = await ask(['margin', '--account', 'me.yaml', '--price', 'BTC=100'], { cwd });
      expect(code).toBe(30);
      expect(stderr).toMatch(/^me\.yaml:1:1: account "me": there is no instrument "BTC-PREP"\n/);
      expect(stderr).toContain('  try: BTC-PERP\n');
    });
  });
});

describe('streams', () => {
  it('has no colours without a terminal, and none with NO_COLOR', async () => {
    // Goal: what is piped or logged is plain text.
    await inFolder(async (cwd) => {
      const plain = await simulate(quick, { cwd });
      const asked = await simulate([...quick, '--no-color', '--out', 'b'], { cwd, env: { NO_COLOR: '1' } });
      expect(plain.stdout).not.toContain(escape);
      expect(asked.stdout).not.toContain(escape);
      expect(plain.stdout).not.toMatch(/[\u00a0\u2212]/);
    });
  });

  it('says nothing on stderr when quiet, or when there is nothing to say', async () => {
    // Goal: stderr is for messages; a short run has none.
    await inFolder(async (cwd) => {
      const [loud, quiet] = await Promise.all([simulate(quick, { cwd }), simulate([...quick, '--quiet', '--out', 'b'], { cwd })]);
      expect([loud.stderr, quiet.stderr]).toEqual(['', '']);
      expect(loud.stdout.split('\n')[0]).toBe('Full waterfall with a haircut of profit: 1 path, seed 1, feedback full');
    });
  });

  it.each([20, 40, 80])('never breaks a table: %s columns', async (columns) => {
    // Goal: on a narrow terminal every value still stands beside its name; only paths and commands may be longer.
    await inFolder(async (cwd) => {
      const { code, stdout } = await simulate(quick, { cwd, env: { COLUMNS: String(columns) } });
      expect(code).toBe(0);
      const table = stdout.slice(stdout.indexOf('\n\n'), stdout.indexOf('\nFiles'));
      expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(table).toMatch(/Shortfall\s+(value )?\$350/);
    });
  });

  it('ends quietly when the reader of a pipe has seen enough', async () => {
    // Goal: `simulate list --explain | head -1` prints no stack of EPIPE.
    const child = startProgram(['list', '--explain']);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('other commands', () => {
  it('init, validate and run fit together', async () => {
    // Goal: what init writes is valid, runs as init says, and is not overwritten unasked.
    await inFolder(async (cwd) => {
      const written = await ask(['init', '--yes', '--accounts', '200', '--drop', '0.4'], { cwd });
      expect(written).toMatchObject({ code: 0, stderr: '' });
      const next = /next: npx simulate (.*)/.exec(written.stdout)?.[1].split(' ') ?? [];
      const [checked, ran, again] = await Promise.all([
        ask(['validate', 'my-venue.yaml', 'my-venue-parameters.yaml'], { cwd }),
        ask([...next, '--paths', '2', '--no-report', '--quiet'], { cwd }),
        ask(['init', '--yes'], { cwd }),
      ]);
      expect(checked).toMatchObject({ code: 0, stderr: '' });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(again.code).toBe(41);
      expect(again.stderr).toContain('my-venue.yaml is there already');
    });
  });

  it('validate reports every file and fails with the first problem', async () => {
    // Goal: one call checks a folder of files, for people and for machines.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'wrong.yaml'), `version: 2\n${small}`);
      writeFileSync(join(cwd, 'x.csv'), 'time,open,high,low,close\n2024-01-01T00:00:00Z,1,2,0.5,1\n2024-01-01T01:00:00Z,1,2,0.5,1\n');
      const { code, stdout, stderr } = await ask(['validate', 'wrong.yaml', 'x.csv', example('d31-full-waterfall')], { cwd });
      expect(code).toBe(30);
      expect(stderr).toMatch(/^wrong\.yaml:1:10: /m);
      expect(stdout).toMatch(/^x\.csv: valid candles, CSV.*: 2 bars of 3600 s of /);
      expect(stdout).toMatch(/d31-full-waterfall\.yaml: valid scenario, 1 paths? of X-PERP from /);
    });
  });

  it('list knows scenarios, parameters, policies and metrics', async () => {
    // Goal: everything that can be named in a file can be looked up, with units.
    const [short, machine] = await Promise.all([ask(['list', 'metrics', '--explain']), ask(['list', '--json'])]);
    expect(short.stdout).toContain('shortfall_usd');
    expect(short.stdout).toContain('Losses beyond the margin');
    const lists = JSON.parse(machine.stdout) as Record<string, { name: string }[]>;
    expect(Object.keys(lists)).toEqual(['schemaVersion', 'scenarios', 'parameters', 'policies', 'metrics']);
    expect(lists['scenarios'].map(({ name }) => name)).toContain('crash-2020');
    expect(lists['policies'].map(({ name }) => name)).toContain('margin/leverage');
  });

  it('margin prints the formula and its source', async () => {
    // Goal: a number without its origin helps nobody.
    const { code, stdout } = await ask(['margin', '--scenario', example('d30-liquidation-prices')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^X-PERP +-4,000,000 +1 +1 +4,000,000 +404,040\.404 +400,000 +1\.51515151\d +1\.66666666\d$/m);
    expect(stdout).toContain('liquidation price = (');
    expect(stdout).toContain('Source: ');
  });
});
