/** Four parameter sets on the same paths and accounts, against one of them: what is shared is drawn once. */
import { runPath } from '../engine/runner/path-rows.ts';
import { PathRunner } from '../engine/study/path-runner.ts';
import { planStudy } from '../engine/study/study.ts';
import type { Study } from '../engine/study/study.ts';
import { formatSpread, ratiosOf, short, spreadOf } from './ratio.ts';
import { choice, rulesOf, scenarioOf } from './studies.ts';

const dayMs = 86_400_000;
const pathsPerRound = 40;

const rules = [0.005, 0.0075, 0.01, 0.015].map((maintenance) => rulesOf(`maintenance-${maintenance}`, { maintenance, fundUsd: 1e6 }));

/** A day of minutes and 10,000 accounts that are drawn for every path. */
function studyOf(sets: number): Study {
  const scenario = scenarioOf({
    grid: { stepMs: 60_000, extremes: 'none', substeps: 1 },
    population: { accounts: 10_000, openInterestUsd: { 'X-PERP': 1e8 }, crossShare: 0, collateral: { USD: 1 } },
  });
  const model = choice('price', 'gbm', { volatility: 0.764 });
  return planStudy({
    scenario,
    series: { X: { kind: 'model', startPrice: 50_000, model, candles: null } },
    startMs: 0,
    endMs: dayMs,
    paths: pathsPerRound,
    sets: rules.slice(0, sets).map((parameters) => ({ id: parameters.name, venues: [{ id: 'venue', parameters }] })),
    baseline: null,
    accountsFile: null,
  });
}

function msPerPath(study: Study, runner: PathRunner): number {
  const start = performance.now();
  for (let path = 0; path < pathsPerRound; path++) runPath(study, runner, path);
  return (performance.now() - start) / pathsPerRound;
}

/** Times of whole paths, population included. */
export function runSetsRow(rounds = 5): string[] {
  const studies = [studyOf(1), studyOf(4)].map((study) => ({ study, runner: new PathRunner(study) }));
  const times: number[][] = [[], []];
  for (let round = -1; round < rounds; round++) {
    studies.forEach(({ study, runner }, which) => {
      const ms = msPerPath(study, runner);
      if (round >= 0) times[which].push(ms);
    });
  }
  const [one, four] = times;
  return [
    `${formatSpread(ratiosOf({ of: four, to: one }))} times the time of one set`,
    `${short(spreadOf(four).median)} ms per path against ${short(spreadOf(one).median)} ms`,
  ];
}
