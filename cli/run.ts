/** `simulate [run]`: a scenario under one or more parameter sets, to a run folder. */
import { exitCodes } from '../engine/errors.ts';
import { valueOf, wholeNumberOf } from './arguments.ts';
import { failureText } from './failure.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { openProgress } from './progress.ts';
import { RunFailed } from './run-failures.ts';
import { runRequest } from './run-request.ts';
import type { RunRequest } from './run-request.ts';
import { mostWorkers, simulateInWorkers } from './simulate-in-workers.ts';
import type { SimulatedRun, SimulationOptions } from './simulate-in-workers.ts';
import type { Terminal } from './terminal.ts';
import { checkOutput, writeRunFolder } from './write-run-folder.ts';
import type { OutputOptions } from './write-run-folder.ts';

export async function runCommand({ values }: ParsedArguments, terminal: Terminal): Promise<number> {
  return await performRun(runRequest(values), values, terminal);
}

/** Simulates, writes the folder, prints the page. Every command that leaves a run folder ends here. */
export async function performRun(request: RunRequest, values: FlagValues, terminal: Terminal): Promise<number> {
  const report = values['no-report'] === undefined;
  const output: OutputOptions = { out: valueOf(values, 'out') ?? null, report, parquet: values.parquet !== undefined };
  checkOutput(output);
  return await runToFolder({ request, output, workers: workerCount(values) }, { json: values.json !== undefined, terminal });
}

/** Undefined: as many as the run is worth. */
export function workerCount(values: FlagValues): number | undefined {
  return wholeNumberOf(values, 'workers', { least: 1, most: mostWorkers });
}

interface Ending {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Simulates with progress, writes the folder and says what came out. Returns the exit code. */
export async function runToFolder(options: Omit<SimulationOptions, 'listener'>, ending: Ending): Promise<number> {
  const { terminal } = ending;
  const { output } = options;
  const progress = openProgress(terminal, options.request.scenario);
  let loading: Promise<void> | undefined;
  try {
    const simulated = await simulateInWorkers({
      ...options,
      listener: {
        onNotice: (text) => progress.notice(text),
        onProgress: (done, total, estimate) => {
          // In the first paths the processors are needed to compile the engine; and errors of the input load nothing.
          if (done > 0 && done >= total * loadAheadAt) loading ??= loadAhead(output);
          progress.update(done, total, estimate);
        },
      },
    });
    progress.end();
    return await finish(simulated, output, ending);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    progress.end();
    terminal.messages.write(failureText(error.failure));
    return error.failure.exitCode;
  }
}

/** Share of the paths after which this thread begins to load. */
const loadAheadAt = 0.25;

/** What writes the folder takes longer to load than many runs take: this thread loads it, and tries it, while the other one simulates. */
async function loadAhead({ report }: OutputOptions): Promise<void> {
  const libraries: Promise<unknown>[] = [import('./arrow-files.ts'), import('./result-page.ts')];
  if (report) libraries.push(import('../reports/html/render.ts'), import('../reports/stress-report.ts'), tryCharts());
  // Whoever needs one of them waits for it again and gets the error.
  await Promise.allSettled(libraries);
}

async function tryCharts(): Promise<void> {
  const { rehearseCharts } = await import('../reports/rehearsal.ts');
  await rehearseCharts();
}

async function finish(simulated: SimulatedRun, output: OutputOptions, { json, terminal: { results } }: Ending): Promise<number> {
  const { run, work } = simulated;
  try {
    const written = await writeRunFolder(simulated, output);
    work.remove();
    if (json) {
      const { jsonText } = await import('./run-json.ts');
      results.write(jsonText(run.summary, { indent: 2 }));
    } else if (run.summary.comparisons.length > 0) {
      const { comparisonPage } = await import('./comparison-page.ts');
      results.write(comparisonPage(run, written, results));
    } else {
      const { resultPage } = await import('./result-page.ts');
      results.write(resultPage(run, written, results));
    }
    return exitCodes.ok;
  } finally {
    work.release();
  }
}
