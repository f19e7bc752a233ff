/**
 * The typesetter: Typst as WebAssembly, in this process. It gets its fonts as bytes from packages and its files from memory; it has no
 * access to the disk, the network, the clock or the fonts of the machine, so the same input gives the same bytes everywhere.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { TypstCompiler } from '@myriaddreamin/typst-ts-web-compiler';
import { exitCodes, UserError } from '../../engine/errors.ts';

type Typesetter = typeof import('@myriaddreamin/typst-ts-web-compiler');

const program = '@myriaddreamin/typst-ts-web-compiler/wasm';

/** Source Sans 3 sets text and figures, DejaVu commands and the letters that Source Sans lacks. Both licences allow embedding. */
const fontFiles = [
  '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf',
];

interface Assets {
  readonly typesetter: Typesetter;
  readonly fonts: readonly Uint8Array[];
}

/** Reads a file of an installed package, named as an import would name it. */
export type ReadAsset = (specifier: string) => Promise<Uint8Array>;

async function readInstalled(specifier: string): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve(specifier));
}

/**
 * Loads the typesetter and its fonts (29 MB, once per process).
 * @throws UserError with exit code 40 when the packages are missing, damaged or cannot run here.
 */
export async function loadTypesetter(read: ReadAsset = readInstalled): Promise<Assets> {
  try {
    const [typesetter, binary, ...fonts] = await Promise.all([
      import('@myriaddreamin/typst-ts-web-compiler'),
      read(program),
      ...fontFiles.map(read),
    ]);
    await typesetter.default({ module_or_path: new Uint8Array(binary) });
    return { typesetter, fonts };
  } catch (error) {
    throw cannotLoad(error);
  }
}

function cannotLoad(error: unknown): UserError {
  return new UserError(exitCodes.infrastructure, [
    {
      what: `the PDF typesetter cannot be loaded: ${messageOf(error)}`,
      expected: `as npm ci installs them: ${[program, ...fontFiles].map(packageOf).filter(isFirst).join(', ')}`,
      suggestion: 'run `npm ci` again, or ask for another format: --format html',
    },
  ]);
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}

export interface CompileOptions {
  /** Typst source: written by this program, never made from input. */
  readonly template: string;
  /** What the template reads as /report.json. */
  readonly data: unknown;
}

interface Compiled {
  readonly result?: Uint8Array;
  readonly diagnostics?: readonly string[];
}

let loading: Promise<Assets> | undefined;

/**
 * A PDF from a template and its data.
 * @throws UserError with exit code 40 when the typesetter cannot be loaded or runs out of memory; Error when the template is wrong.
 */
export async function compilePdf({ template, data }: CompileOptions): Promise<Uint8Array> {
  loading ??= loadTypesetter();
  const { typesetter, fonts } = await loading;
  const builder = new typesetter.TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const font of fonts) await builder.add_raw_font(font);
  const compiler = await builder.build();
  compiler.add_source('/report.typ', template);
  compiler.map_shadow('/report.json', new TextEncoder().encode(JSON.stringify(data)));
  const { result, diagnostics } = run(compiler);
  compiler.free();
  if (result === undefined) throw new Error(`the PDF template does not compile: ${diagnostics?.slice(0, 5).join('; ')}`);
  return result;
}

/** Diagnostics as lines of text. */
const asLines = 2;

function run(compiler: TypstCompiler): Compiled {
  try {
    return compiler.compile('/report.typ', undefined, 'pdf', asLines) as Compiled;
  } catch (error) {
    throw new UserError(exitCodes.infrastructure, [
      {
        what: `the PDF typesetter stopped: ${messageOf(error)}`,
        expected: 'a report that fits into 4 GB of memory',
        suggestion: 'ask for another format: --format html',
      },
    ]);
  }
}
