/** `simulate rare`: the probability of an event that plain paths hardly ever see, with its interval and the speed-up over them. */
import { exitCodes } from '../engine/errors.ts';
import { estimateRareEvent } from '../engine/study/rare/estimate.ts';
import type { RareOptions, RareResult } from '../engine/study/rare/estimate.ts';
import { parseEvent } from '../engine/study/rare/event.ts';
import type { RareEvent } from '../engine/study/rare/event.ts';
import { planStudy } from '../engine/study/study.ts';
import { choiceOf, valueOf, wholeNumberOf } from './arguments.ts';
import { assembleStudy } from './assemble-study.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { openProgress } from './progress.ts';
import { rarePage } from './rare-page.ts';
import { jsonText } from './run-json.ts';
import { runRequest } from './run-request.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

export async function rareCommand({ values }: ParsedArguments, terminal: Terminal): Promise<number> {
  const event = requiredEvent(values);
  const options = rareOptions(values);
  const { input, scenario, notices } = await assembleStudy({ ...runRequest(values), paths: options.plainPaths });
  const study = planStudy(input);
  const progress = openProgress(terminal, input.scenario.name);
  notices.forEach((notice) => progress.notice(notice));
  let result: RareResult;
  try {
    result = estimateRareEvent(study, event, { ...options, onProgress: (done, total) => progress.update(done, total, '') });
  } finally {
    progress.end();
  }
  const { results } = terminal;
  const { name, seed, feedback } = input.scenario;
  const machine = { schemaVersion: 1, scenario: name, seed, feedback, ...result };
  const page = (): string => rarePage(result, { title: scenario.document.title, seed, feedback }, results);
  results.write(values.json === undefined ? page() : jsonText(machine, { indent: 2 }));
  return exitCodes.ok;
}

function requiredEvent(values: FlagValues): RareEvent {
  const text = valueOf(values, 'event');
  if (text !== undefined) return parseEvent(text);
  const suggestion = 'simulate rare --scenario gbm-calm --event "unfunded_loss_usd > 0"';
  throw usageError({ what: '--event is missing', expected: 'METRIC OPERATOR NUMBER', suggestion });
}

const mostPaths = 10_000_000;

function rareOptions(values: FlagValues): RareOptions {
  return {
    method: choiceOf(values, 'method', ['splitting', 'importance', 'auto']) ?? 'auto',
    paths: wholeNumberOf(values, 'paths', { least: 100, most: mostPaths }) ?? 10_000,
    plainPaths: wholeNumberOf(values, 'plain-paths', { least: 1, most: mostPaths }) ?? 2_000,
    runs: wholeNumberOf(values, 'runs', { least: 2, most: 1000 }) ?? 10,
  };
}
