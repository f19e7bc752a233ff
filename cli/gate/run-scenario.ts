/** A scenario of a gate: runs paths, judges, and runs more while a check is open and there may be more. */
import type { GateCheck } from '../../engine/study/gate/gate-check.ts';
import { pathsOfLooks } from '../../engine/study/gate/gate-looks.ts';
import type { LookPlan } from '../../engine/study/gate/gate-looks.ts';
import type { GateScenario } from '../../engine/study/gate/gate-result.ts';
import { judgeCheck } from '../../engine/study/gate/judge-check.ts';
import type { JudgedCheck, ScenarioPaths } from '../../engine/study/gate/judge-check.ts';
import { waterfallMetrics } from '../../engine/study/gate/waterfall-identity.ts';
import type { BaselineFigure } from '../../engine/study/gate/baseline-figures.ts';
import type { LoadedScenario } from '../../scenarios/loader.ts';
import { GateThreads } from './gate-threads.ts';
import type { GateThreadsOptions } from './gate-threads.ts';
import type { GateCommands } from './path-commands.ts';

export interface ScenarioOptions extends Pick<GateThreadsOptions, 'task' | 'workers' | 'onProgress' | 'onNotice'> {
  readonly scenario: LoadedScenario;
  readonly checks: readonly GateCheck[];
  readonly plan: LookPlan;
  readonly figures: readonly BaselineFigure[] | null;
  /** A check that may stay open because somebody answers for it. */
  readonly isWaived: (check: string) => boolean;
  readonly commands: GateCommands;
}

export interface JudgedScenario {
  readonly scenario: GateScenario;
  readonly judged: readonly JudgedCheck[];
}

/** @throws RunFailed, UserError */
export async function runScenario(options: ScenarioOptions): Promise<JudgedScenario> {
  const { task, workers, onProgress, onNotice, checks, plan } = options;
  const threads = new GateThreads({ task, workers, onProgress, onNotice, metrics: metricsOf(checks) });
  try {
    let looks = 0;
    let judged: readonly JudgedCheck[] = [];
    for (const paths of pathsOfLooks(plan)) {
      await threads.extendTo(paths);
      looks++;
      judged = checks.map((check) => judgeCheck(check, pathsOf(threads, options, paths), plan));
      if (!judged.some(({ verdict, check }) => verdict === 'inconclusive' && !options.isWaived(check))) {
        return { scenario: describe(threads, options, { paths, looks }), judged };
      }
    }
    return { scenario: describe(threads, options, { paths: plan.most, looks }), judged };
  } finally {
    await threads.close();
  }
}

/** Columns that the checks read. */
export function metricsOf(checks: readonly GateCheck[]): readonly string[] {
  return [...new Set([...waterfallMetrics, ...checks.flatMap((check) => (check.kind === 'metric' ? [check.metric.name] : []))])];
}

function pathsOf(threads: GateThreads, { scenario, figures, commands }: ScenarioOptions, paths: number): ScenarioPaths {
  const { seed } = threads;
  return {
    scenario: scenario.document.name,
    seed,
    firstPath: 0,
    paths,
    column: (side, metric) => threads.column(side, metric),
    figures,
    command: (path) => commands.path(path, seed),
  };
}

type Looked = Pick<GateScenario, 'paths' | 'looks'>;

function describe(threads: GateThreads, { scenario, commands }: ScenarioOptions, { paths, looks }: Looked): GateScenario {
  const { name, title } = scenario.document;
  const { seed, digest } = threads;
  return { name, title, paths, looks, seed, digest, command: commands.all(paths, seed) };
}
