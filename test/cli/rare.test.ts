import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, simulate } from './program.ts';

/** The scenario of docs/how-to/rare-events.md. */
function documented(): string {
  const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/rare-events.md'), 'utf8');
  return /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
}

function question(paths: number, ...rest: string[]): string[] {
  const event = ['--event', 'unfunded_loss_usd > 0'];
  return ['rare', '--scenario', './whale.yaml', ...event, '--quiet', '--paths', String(paths), '--plain-paths', '300', ...rest];
}

interface Machine {
  readonly method: string;
  readonly estimate: { readonly probability: number; readonly standardError: number };
  readonly speedUp: number;
  readonly plain: { readonly agrees: boolean };
}

describe('simulate rare', () => {
  it('splittingVSImportance: both find the loss of a whale, 1e-4 a day, at least 30 times quicker than plain paths', async () => {
    // Goal: through the command, on an event that goes through margin, impact and the waterfall, the two methods agree.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'whale.yaml'), documented());
      const questions = [question(1500, '--json', '--method', 'importance'), question(3000, '--json', '--method', 'splitting')];
      const ended = await Promise.all(questions.map((words) => simulate(words, { cwd })));
      for (const { code, stderr } of ended) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const [tilted, split] = ended.map(({ stdout }) => JSON.parse(stdout) as Machine);
      const error = Math.hypot(tilted.estimate.standardError, split.estimate.standardError);
      expect(Math.abs(tilted.estimate.probability - split.estimate.probability)).toBeLessThan(4 * error);
      for (const { speedUp, estimate, plain } of [tilted, split]) {
        expect(speedUp).toBeGreaterThan(30);
        expect(estimate.probability).toBeGreaterThan(3e-5);
        expect(estimate.probability).toBeLessThan(3e-4);
        expect(plain.agrees).toBe(true);
      }
    });
  });

  it('prints a page of at most so many columns, the same every time', async () => {
    // Goal: probability, interval, method, cost, speed-up and the plain run, each beside its name.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'whale.yaml'), documented());
      const [wide, again] = await Promise.all([0, 1].map(() => simulate(question(1000), { cwd, env: { COLUMNS: '60' } })));
      expect(again).toEqual(wide);
      expect(wide.code).toBe(0);
      const lines = wide.stdout.trimEnd().split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
      for (const name of ['Probability', 'Method', 'Path-steps', 'Speed-up', 'Plain run']) {
        expect(lines.some((line) => line.startsWith(name.padEnd(13)))).toBe(true);
      }
    });
  });

  it('refuses history, whose paths cannot be tilted or branched', async () => {
    // Goal: exit 30 and what to use instead, before anything runs.
    const { code, stdout, stderr } = await simulate(['rare', '--scenario', 'crash-2020', '--event', 'unfunded_loss_usd > 0', '--quiet']);
    expect({ code, stdout }).toEqual({ code: 30, stdout: '' });
    expect(stderr).toMatch(/crash-2020 gives its prices/);
    expect(stderr).toContain('  expected: a scenario with price models\n');
  });
});
