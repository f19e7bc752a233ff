/** `simulate gate FILE --update-baseline`: keeps the figures of the candidate, to compare later ones with. */
import { baselineFigure } from '../../engine/study/gate/baseline-figures.ts';
import { estimateOptions } from '../../engine/study/gate/judge-check.ts';
import type { BaselineFigure } from '../../engine/study/gate/baseline-figures.ts';
import { writeBaselineFile } from './baseline-file.ts';
import type { BaselineScenario } from './baseline-file.ts';
import { GateThreads } from './gate-threads.ts';
import type { GateListener, OpenGate, OpenScenario } from './judge-gate.ts';
import { metricsOf } from './run-scenario.ts';

/** Runs the most paths of every scenario, once. Returns what was written, in words. @throws RunFailed, UserError */
export async function updateBaseline(open: OpenGate, listener: GateListener): Promise<string> {
  const { gate, request, candidate, plan } = open;
  const scenarios: BaselineScenario[] = [];
  for (const scenario of open.scenarios) scenarios.push(await figuresOf(open, scenario, listener));
  const from = request.baseline ?? gate.document.baseline?.from;
  const path = /^file:(.+\.json)$/i.exec(from ?? '')?.[1] ?? `scenarios/baselines/${gate.document.name}.json`;
  const { id, title, file, sha256 } = candidate.side;
  writeBaselineFile(path, { gate: gate.document.name, confidence: plan.confidence, parameters: { id, title, file, sha256 }, scenarios });
  const count = scenarios.reduce((sum, { figures }) => sum + figures.length, 0);
  return `${path}: ${count} figures of ${id} on ${plan.most} paths of each of ${scenarios.length} scenarios`;
}

async function figuresOf(open: OpenGate, { named, loaded, checks }: OpenScenario, listener: GateListener): Promise<BaselineScenario> {
  const { gate, request, plan } = open;
  const { name } = loaded.document;
  const progress = listener.open(name);
  const threads = new GateThreads({
    task: {
      scenario: named,
      candidate: request.candidate ?? gate.document.candidate,
      baseline: null,
      seed: request.seed ?? gate.document.sampling.seed,
      mostPaths: plan.most,
    },
    metrics: metricsOf(checks),
    workers: request.workers,
    onProgress: (done, total) => progress.update(done, total, ''),
    onNotice: (text) => progress.notice(text),
  });
  try {
    await threads.extendTo(plan.most);
    const { seed, digest } = threads;
    const once = { first: plan.most, most: plan.most, confidence: plan.confidence };
    const figures = checks.flatMap((check): BaselineFigure[] => {
      const column = check.kind === 'metric' ? threads.column('candidate', check.metric.name) : null;
      if (check.kind !== 'metric' || column === null) return [];
      const options = estimateOptions(check, { candidate: column, baseline: null }, { seed, scenario: name }, once);
      const figure = baselineFigure(check, options);
      return figure === null ? [] : [figure];
    });
    return { name, sha256: loaded.sha256, seed, paths: plan.most, digest, figures };
  } finally {
    await threads.close();
    progress.end();
  }
}
