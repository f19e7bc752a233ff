/** The formats of a gate and where each of them goes: --format NAME=FILE, - for stdout. Formats are loaded when they are asked for. */
import { appendFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { outputError } from '../failure.ts';
import { replaceAll } from '../report-files.ts';
import type { Stream } from '../terminal.ts';
import { usageError } from '../usage-error.ts';
import type { Environment } from './gate-request.ts';

/** Text of a gate. The stream is there for widths and colours; everything but text for people ignores it. */
type FormatWriter = (result: GateResult, stream: Stream) => string;

const formats: Readonly<Record<string, () => Promise<FormatWriter>>> = {
  text: async () => (await import('./gate-text.ts')).gateText,
  json: async () => (await import('./gate-json.ts')).gateJson,
  markdown: async () => (await import('../../reports/gate/markdown.ts')).gateMarkdown,
  junit: async () => (await import('../../reports/gate/junit.ts')).gateJunit,
  sarif: async () => (await import('../../reports/gate/sarif.ts')).gateSarif,
  github: async () => {
    const { gateGithub } = await import('../../reports/gate/github.ts');
    return (result) => gateGithub(result).stdout;
  },
};

export interface GateOutput {
  readonly format: string;
  /** A path, or - for stdout. */
  readonly target: string;
}

/** What the flags ask for; without them text, and annotations where GitHub runs the gate. Throws UserError, exit 2. */
export function outputsOf(given: readonly string[], environment: Environment): readonly GateOutput[] {
  if (given.length > 0) return given.map(outputOf);
  const annotates = environment['GITHUB_ACTIONS'] === 'true' && 'github' in formats;
  return [{ format: 'text', target: '-' }, ...(annotates ? [{ format: 'github', target: '-' }] : [])];
}

function outputOf(text: string): GateOutput {
  const at = text.indexOf('=');
  const [format, target] = at < 0 ? [text, '-'] : [text.slice(0, at), text.slice(at + 1)];
  const names = Object.keys(formats);
  if (names.includes(format) && target !== '') return { format, target };
  const suggestion = `--format ${nearestName(format, names) ?? 'text'}=${target === '' ? '-' : target}`;
  const what = `--format is ${JSON.stringify(text.slice(0, 64))}`;
  throw usageError({ what, expected: `NAME=FILE with one of ${names.join(', ')}`, suggestion });
}

export interface OutputPlaces {
  readonly outputs: readonly GateOutput[];
  readonly stream: Stream;
  /** A file that GitHub shows beside the job: annotations are short, the rest of what they say goes there. */
  readonly stepSummaryFile: string | undefined;
}

/** Writes every output. @throws UserError exit 41 for a file that cannot be written */
export async function writeOutputs(result: GateResult, { outputs, stream, stepSummaryFile }: OutputPlaces): Promise<void> {
  for (const { format, target } of outputs) {
    const write = await formats[format]();
    if (target === '-') stream.write(write(result, stream));
    else writeFile(target, write(result, plain));
    if (format === 'github' && stepSummaryFile) await addStepSummary(result, stepSummaryFile);
  }
}

async function addStepSummary(result: GateResult, file: string): Promise<void> {
  const { gateGithub } = await import('../../reports/gate/github.ts');
  try {
    appendFileSync(file, gateGithub(result).stepSummary);
  } catch (error) {
    throw outputError(file, error);
  }
}

/** Files have no width and no colours. */
const plain: Stream = { columns: Infinity, isTerminal: false, hasColor: false, write: () => {} };

/** The whole file or none: what was there stays until the new one is complete. */
function writeFile(path: string, text: string): void {
  replaceAll(dirname(path), [{ name: basename(path), bytes: Buffer.from(text) }]);
}
