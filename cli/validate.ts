/** `simulate validate`: every mistake of scenario, parameter, gate and candle files, without running anything. */
import { importCandles } from '../data/import.ts';
import { formatTime } from '../data/times.ts';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';
import { planStudy } from '../engine/study/study.ts';
import { looksLikeGate } from '../scenarios/gate-loader.ts';
import { loadParameterSet } from '../scenarios/loader.ts';
import { readYaml } from '../scenarios/yaml.ts';
import { assembleStudy } from './assemble-study.ts';
import { problemText } from './failure.ts';
import type { ParsedArguments } from './flags.ts';
import { printableSentence } from './printable.ts';
import { jsonText } from './run-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface Finding {
  readonly file: string;
  readonly kind: 'scenario' | 'parameter set' | 'gate' | 'candles' | 'unknown';
  readonly exitCode: number;
  /** What the file holds when it is valid. */
  readonly content: string;
  readonly problems: readonly Problem[];
}

export async function validateCommand({ values, positionals }: ParsedArguments, { results, messages }: Terminal): Promise<number> {
  if (positionals.length === 0) {
    throw usageError({ what: 'no file is named', expected: 'one or more files', suggestion: 'simulate validate mine.yaml' });
  }
  const findings: Finding[] = [];
  for (const file of positionals) findings.push(await validateFile(file));
  if (values.json !== undefined) results.write(jsonText({ schemaVersion: 1, files: findings }, { indent: 2 }));
  else for (const finding of findings) report(finding, { results, messages });
  return findings.find(({ exitCode }) => exitCode !== exitCodes.ok)?.exitCode ?? exitCodes.ok;
}

function report({ file, kind, content, problems }: Finding, { results, messages }: Pick<Terminal, 'results' | 'messages'>): void {
  if (problems.length === 0) results.write(`${printableSentence(`${file}: valid ${kind}, ${content}`)}\n`);
  else messages.write(`${problems.map(problemText).join('\n')}\n`);
}

async function validateFile(file: string): Promise<Finding> {
  const kind = isYaml(file) ? 'unknown' : 'candles';
  try {
    return { file, exitCode: exitCodes.ok, problems: [], ...(await (isYaml(file) ? validateYaml(file) : validateCandles(file))) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file, kind, exitCode: error.exitCode, content: '', problems: error.problems };
  }
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

type Content = Pick<Finding, 'kind' | 'content'>;

/** A gate has checks, a scenario has underlyings, a parameter set has neither. */
async function validateYaml(file: string): Promise<Content> {
  const { value } = readYaml(file);
  if (looksLikeGate(value)) return await validateGate(file);
  const isScenario = typeof value === 'object' && value !== null && 'underlyings' in value;
  if (!isScenario) return { kind: 'parameter set', content: loadParameterSet(file).document.title };
  const { input } = await assembleStudy({ scenario: file, params: [], data: [], paths: undefined, seed: undefined, feedback: undefined });
  const { sets, source } = planStudy(input);
  const instruments = sets[0].instruments.map((plan) => plan.facts.id).join(', ');
  const span = `${formatTime(source.startMs)} to ${formatTime(source.endMs)}`;
  return { kind: 'scenario', content: `${input.paths} ${input.paths === 1 ? 'path' : 'paths'} of ${instruments} from ${span}` };
}

/** With everything that it names but another revision. */
async function validateGate(file: string): Promise<Content> {
  const { gateContent } = await import('./gate/gate-content.ts');
  return { kind: 'gate', content: gateContent(file) };
}

async function validateCandles(file: string): Promise<Content> {
  const { format, rows, candles, warnings } = await importCandles(file);
  const { openTimeMs, stepMs, symbol } = candles;
  const span = `${formatTime(openTimeMs[0])} to ${formatTime(openTimeMs[openTimeMs.length - 1])}`;
  const notes = warnings.map((warning) => `; ${warning}`).join('');
  return { kind: 'candles', content: `${format}: ${rows} bars of ${stepMs / 1000} s of ${symbol}, ${span}${notes}` };
}
