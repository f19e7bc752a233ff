/** The formats of a gate and where each of them goes: --format NAME=FILE, - for stdout. Formats are loaded when they are asked for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { outputError } from '../failure.ts';
import type { Stream } from '../terminal.ts';
import { usageError } from '../usage-error.ts';
import type { Environment } from './gate-request.ts';

/** Text of a gate. The stream is there for widths and colours; everything but text for people ignores it. */
type FormatWriter = (result: GateResult, stream: Stream) => string;

const formats: Readonly<Record<string, () => Promise<FormatWriter>>> = {
  text: async () => (await import('./gate-text.ts')).gateText,
  json: async () => (await import('./gate-json.ts')).gateJson,
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

/** Writes every output. @throws UserError exit 41 for a file that cannot be written */
export async function writeOutputs(result: GateResult, outputs: readonly GateOutput[], stream: Stream): Promise<void> {
  for (const { format, target } of outputs) {
    const write = await formats[format]();
    if (target === '-') stream.write(write(result, stream));
    else writeFile(target, write(result, plain));
  }
}

/** Files have no width and no colours. */
const plain: Stream = { columns: Infinity, isTerminal: false, hasColor: false, write: () => {} };

function writeFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw outputError(path, error);
  }
}
