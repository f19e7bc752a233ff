import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadParameterSet } from '../scenarios/loader.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; required?: boolean; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { permissions: Readonly<Record<string, string>>; steps: readonly Step[] }>>;
}

const action: Action = parse(read('action.yml'));
const workflow: Workflow = parse(read('scenarios/ci/github-workflow.yml'));
const workflowSteps = Object.values(workflow.jobs).flatMap(({ steps }) => steps);
const scripts = [...action.runs.steps, ...workflowSteps].flatMap(({ run }) => (run === undefined ? [] : [run]));

describe('scripts of the CI kit', () => {
  it('take every input from the environment', () => {
    // Goal: no text of a pull request becomes part of a script.
    expect(scripts.length).toBeGreaterThan(2);
    scripts.forEach((script) => expect(script).not.toContain('${'.concat('{')));
  });

  it('are scripts that bash can read, stop at unset variables and quote what they expand', () => {
    // Goal: what a linter of shell scripts would say first, without one.
    for (const script of scripts) {
      execFileSync('bash', ['-n'], { input: script });
      expect(script).toMatch(/^set -(e?uo pipefail)$/m);
      const unquoted = script.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""').match(/(?<![=\w])\$[{(A-Za-z]\w*/g) ?? [];
      expect(unquoted.filter((found) => found !== '$(')).toEqual([]);
    }
  });

  it('name in env what they read', () => {
    // Goal: a renamed input cannot become an empty variable.
    const given = new Set(['RUNNER_TEMP', 'GITHUB_OUTPUT']);
    for (const { run, env } of [...action.runs.steps, ...workflowSteps]) {
      const readNames = Array.from(run?.matchAll(/\$([A-Z_]+)/g) ?? [], ([, name]) => name);
      expect(readNames.filter((name) => !given.has(name) && !(env && name in env))).toEqual([]);
    }
  });
});

describe('action.yml', () => {
  it('is a composite action with the documented inputs and outputs', () => {
    // Goal: the interface that other repositories rely on.
    expect(action.runs.using).toBe('composite');
    expect(Object.keys(action.inputs)).toEqual(['gate-file', 'candidate', 'baseline', 'paths', 'fail-on', 'version']);
    expect(Object.keys(action.outputs)).toEqual(['verdict', 'exit-code', 'markdown-path', 'junit-path', 'sarif-path']);
    action.runs.steps.filter(({ run }) => run !== undefined).forEach(({ shell }) => expect(shell).toBe('bash'));
  });

  it('uses each input and sets each output, and no token', () => {
    // Goal: no input that does nothing, no output that stays empty, nothing to steal.
    const text = read('action.yml');
    for (const name of Object.keys(action.inputs)) expect(text).toContain(`inputs.${name} }}`);
    const gate = action.runs.steps.find(({ id }) => id === 'gate')?.run ?? '';
    for (const name of Object.keys(action.outputs)) expect(gate).toContain(`echo "${name}=`);
    expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
    action.runs.steps.forEach(({ uses }) => expect(uses).toBeUndefined());
  });
});

describe('the script of the action', () => {
  let folder = '';
  const gate = action.runs.steps.find(({ id }) => id === 'gate')?.run ?? '';

  beforeAll(() => {
    // An engine that writes down its arguments and ends as it is told.
    folder = mkdtempSync(join(tmpdir(), 'breakwater-action-'));
    mkdirSync(join(folder, 'dist'));
    const tell = "require('fs').writeFileSync(process.env.TOLD, JSON.stringify(process.argv.slice(2)));";
    writeFileSync(join(folder, 'dist/cli.js'), `${tell} process.exit(Number(process.env.CODE));`);
    writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}');
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  interface Outcome {
    readonly status: number | null;
    readonly told: string[] | null;
    readonly outputs: Readonly<Record<string, string>>;
  }

  function runScript(environment: Readonly<Record<string, string>>): Outcome {
    const [told, output] = [join(folder, 'told.json'), join(folder, 'output')];
    [told, output].forEach((path) => rmSync(path, { force: true }));
    const inputs = { GATE_FILE: 'gate.yaml', CANDIDATE: '', BASELINE: '', FIRST_PATHS: '', FAIL_ON: '', CODE: '0' };
    const own = { ACTION_FOLDER: folder, RUNNER_TEMP: folder, GITHUB_OUTPUT: output, TOLD: told, PATH: process.env['PATH'] ?? '' };
    const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', gate];
    const { status } = spawnSync('bash', words, { env: { ...own, ...inputs, ...environment } });
    const lines = existsSync(output) ? readFileSync(output, 'utf8').trim().split('\n') : [];
    return {
      status,
      told: existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : null,
      outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))),
    };
  }

  it.each([
    [0, 'pass'], [20, 'fail'], [21, 'inconclusive'], [22, 'baseline-missing'], [23, 'waiver-expired'], [30, 'error'], [70, 'error'],
  ])(
    'ends with %i and says %s',
    (code, verdict) => {
      // Goal: the step fails as the gate does, and its outputs are there all the same.
      const { status, outputs } = runScript({ CODE: String(code) });
      expect(status).toBe(code);
      expect(outputs).toMatchObject({ verdict, 'exit-code': String(code) });
      expect(outputs['markdown-path']).toMatch(/\/gate\.md$/);
    },
  );

  it('hands every input over as one argument, whatever it holds', () => {
    // Goal: no word splitting, no command, no option of its own.
    const hostile = '$(touch x) `id` "; exit 0 # * --no-fail';
    const { told } = runScript({ GATE_FILE: hostile, CANDIDATE: hostile, BASELINE: hostile, FIRST_PATHS: hostile, FAIL_ON: hostile });
    expect(told?.slice(0, 2)).toEqual(['gate', hostile]);
    for (const name of ['candidate', 'baseline', 'paths', 'fail-on']) expect(told).toContain(`--${name}=${hostile}`);
    expect(told?.filter((word) => word.startsWith('--format=')).map((word) => word.split('=')[1])).toEqual([
      'github', 'text', 'json', 'markdown', 'junit', 'sarif',
    ]);
  });

  it('leaves empty inputs to the gate file and takes no option for a file', () => {
    // Goal: an absent input is no argument; --update-baseline is no gate.
    expect(runScript({}).told?.filter((word) => !word.startsWith('--format='))).toEqual(['gate', 'gate.yaml']);
    expect(runScript({ GATE_FILE: '--update-baseline' })).toMatchObject({ status: 2, told: null });
    expect(runScript({ GATE_FILE: '' })).toMatchObject({ status: 2, told: null });
  });
});

describe('the examples', () => {
  it('pin every action to a commit and grant nothing by default', () => {
    // Goal: what people copy is safe: forty digits instead of tags, rights job by job, none kept in the checkout.
    const used = workflowSteps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used.length).toBeGreaterThan(5);
    used.forEach((uses) => expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40}$/));
    expect(workflow.permissions).toEqual({});
    expect(Object.values(workflow.jobs).map(({ permissions }) => permissions)).toEqual([
      { contents: 'read' }, { contents: 'read', 'security-events': 'write' }, { 'pull-requests': 'write' },
    ]);
    const checkouts = workflowSteps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    checkouts.forEach((step) => expect(step.with?.['persist-credentials']).toBe(false));
  });

  it('give the action inputs that it has and read outputs that it sets', () => {
    // Goal: the workflow fits the action.
    const step = workflowSteps.find(({ uses }) => uses?.startsWith('OWNER/breakwater@'));
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
    const names = Array.from(read('scenarios/ci/github-workflow.yml').matchAll(/steps\.gate\.outputs\.([\w-]+)/g), ([, name]) => name);
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(names));
  });

  it('run the gate in GitLab and show its checks as tests', () => {
    // Goal: the report that the job names is one that it writes.
    const { gate } = parse(read('scenarios/ci/gitlab-ci.yml'));
    expect(gate.script[0]).toContain(`--format=junit=${gate.artifacts.reports.junit}`);
    expect(gate.script[0]).not.toMatch(/\$(?![A-Z_]+"|[A-Z_]+\/)/);
    expect(gate.artifacts.when).toBe('always');
  });
});

describe('sample gates', () => {
  const gates = ['must-pass', 'must-fail', 'must-be-inconclusive'];

  it.each(gates)('%s is called as its file, and its rules load', (name) => {
    // Goal: the files that CI relies on exist and are valid; each changes the maintenance margin of the default set and nothing else.
    const gate = parse(read(`scenarios/gates/${name}.yaml`));
    expect(gate).toMatchObject({ version: 1, name, scenarios: ['merton-crash'] });
    const candidate = loadParameterSet(join(root, gate.candidate)).document;
    const base = parse(read('scenarios/parameters/default.yaml'));
    const rules = parse(read(gate.candidate));
    expect(rules.margin.maintenance).not.toBe(base.margin.maintenance);
    for (const block of ['collateral', 'liquidation', 'losses', 'breakers', 'funding']) expect(rules[block]).toEqual(base[block]);
    expect(rules.margin).toEqual({ ...base.margin, maintenance: rules.margin.maintenance });
    expect(candidate.name).toBe(rules.name);
  });

  it('are run by .ci/run with the exit code that each must have', () => {
    // Goal: the three verdicts are held in continuous integration.
    const expected = Array.from(read('.ci/run').matchAll(/^ {2}expect_gate (\S+) (\d+)$/gm), ([, name, code]) => [name, Number(code)]);
    expect(expected).toEqual([['must-pass', 0], ['must-fail', 20], ['must-be-inconclusive', 21]]);
  });
});
