import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import type { RandomStream } from '../math/random.ts';
import { meanInterval } from './intervals.ts';
import { splittingRun } from './splitting.ts';
import type { SplittingOptions, SplitPath } from './splitting.ts';

const stages = 14;
const goal = 10;

function streamOf(purpose: string, path: number): RandomStream {
  return openStream({ seed: 8, scenario: 'splitting', path, component: 'test', purpose });
}

const knownSteps = new Map<number, Int8Array>();

/** The steps that an index stands for, one per stage. */
function stepsOf(index: number): Int8Array {
  const known = knownSteps.get(index);
  if (known) return known;
  const stream = streamOf('steps', index);
  const steps = Int8Array.from({ length: stages }, () => (stream.uniform() < 0.5 ? -1 : 1));
  knownSteps.set(index, steps);
  return steps;
}

/** A walk of +-1 steps; the event is to stand at the goal at some time. */
function walk(lineage: readonly number[], scoreOf: (position: number, stage: number) => number): SplitPath {
  let position = 0;
  let happened = false;
  const scores = Float64Array.from(lineage, (index, stage) => {
    position += stepsOf(index)[stage];
    happened ||= position >= goal;
    return scoreOf(position, stage);
  });
  return { scores, happened };
}

/** P(the walk ever stands at the goal), by the reflection principle: P(S >= goal) + P(S > goal). */
function exactProbability(): number {
  const ways = (up: number): number => Array.from({ length: up }, (_, i) => (stages - i) / (i + 1)).reduce((a, b) => a * b, 1);
  let sum = 0;
  for (let up = 0; up <= stages; up++) {
    const end = 2 * up - stages;
    sum += (ways(up) / 2 ** stages) * ((end >= goal ? 1 : 0) + (end > goal ? 1 : 0));
  }
  return sum;
}

interface Study extends Partial<SplittingOptions> {
  readonly scoreOf?: (position: number, stage: number) => number;
  readonly run: number;
}

function runOf({ run, scoreOf = (position) => position, ...changes }: Study) {
  let next = run * 100_000;
  return splittingRun({
    replicas: 12,
    killed: 2,
    stages,
    draw: (lineage) => walk(lineage, scoreOf),
    freshIndex: () => next++,
    stream: streamOf('survivors', run),
    leastWeight: 1e-12,
    mostDraws: 10_000,
    ...changes,
  });
}

function meanOf(count: number, changes: Omit<Study, 'run'>) {
  return meanInterval({ values: Array.from({ length: count }, (_, run) => runOf({ ...changes, run }).probability), confidence: 0.95 });
}

describe('adaptive multilevel splitting', () => {
  it.each<[string, Omit<Study, 'run'>]>([
    ['the position', {}],
    ['one death at a time', { killed: 1 }],
    ['a score of few values', { scoreOf: (position) => Math.floor(position / 3) }],
    ['a score that points away', { scoreOf: (position) => -position }],
    ['an early end', { mostDraws: 30 }],
    ['no score at all', { scoreOf: () => 0 }],
  ])('splittingVSReflection: is unbiased with %s', (_, changes) => {
    // Goal: the mean of 500 small runs is P = 0.0129... of the reflection principle within four standard errors, whatever the score.
    const { mean, standardError } = meanOf(500, changes);
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(mean - exactProbability())).toBeLessThan(4 * standardError);
  });

  it('spreads less with a good score than with none', () => {
    // Goal: what the score is for: less variance times draws than plain replicas.
    const cost = (changes: Omit<Study, 'run'>) => {
      const runs = Array.from({ length: 300 }, (_, run) => runOf({ ...changes, run }));
      const draws = runs.reduce((sum, one) => sum + one.draws, 0) / runs.length;
      return meanInterval({ values: runs.map((one) => one.probability), confidence: 0.95 }).standardError ** 2 * draws;
    };
    expect(cost({})).toBeLessThan(0.6 * cost({ scoreOf: () => 0 }));
  });

  it('ends when nobody is left, at a limit, and when the event is certain', () => {
    // Goal: the three ways out besides reaching the event; none hangs.
    const flat: SplitPath = { scores: new Float64Array(stages), happened: false };
    expect(runOf({ run: 1, draw: () => flat })).toMatchObject({ probability: 0, end: 'extinct', iterations: 1, draws: 12 });
    let height = 0;
    const climbing = () => ({ scores: new Float64Array(stages).fill(height++), happened: false });
    expect(runOf({ run: 1, draw: climbing })).toMatchObject({ probability: 0, end: 'limit' });
    expect(runOf({ run: 1, draw: () => ({ ...flat, happened: true }) })).toMatchObject({ probability: 1, end: 'reached', draws: 12 });
  });

  it('refuses populations that cannot shrink', () => {
    // Goal: misuse is a bug that says so.
    expect(() => runOf({ run: 1, killed: 12 })).toThrow(InvariantError);
    expect(() => runOf({ run: 1, killed: 0 })).toThrow(InvariantError);
    expect(() => runOf({ run: 1, stages: 3, draw: () => ({ scores: new Float64Array(2), happened: false }) })).toThrow(InvariantError);
  });
});
