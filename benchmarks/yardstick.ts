/**
 * The C yardsticks: writes the input file described in yardstick.h, compiles the two programs where a C compiler is present and
 * runs them. Machines without one still benchmark everything else.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PricePath } from '../engine/kernel/world-spec.ts';
import { cashAfterOpening, maintenanceRate, valueScale, type Population } from './population.ts';

const magic = 20200312;
const compilerFlags = ['-O3', '-march=native', '-Wall', '-Wextra', '-Wno-psabi'];

export type Variant = 'plain' | 'blocked' | 'equity' | 'folded';

/** What a yardstick prints: nanoseconds of scanning one path, liquidations of all paths together. */
export interface YardstickAnswer {
  readonly variant: Variant;
  readonly accounts: number;
  readonly ticks: number;
  readonly paths: number;
  readonly repeats: number;
  readonly liquidations: number;
  readonly shortfall: number;
  readonly nsPerPath: { readonly min: number; readonly median: number; readonly max: number };
}

export interface Yardstick {
  scan(variant: Variant, inputFile: string, repeats: number): YardstickAnswer;
  generate(shape: GenerationShape): Pick<YardstickAnswer, 'nsPerPath'>;
}

/** Paths of geometric Brownian motion. */
export interface GenerationShape {
  readonly steps: number;
  readonly paths: number;
  readonly repeats: number;
  /** Standard deviation of the log return of a step. */
  readonly deviation: number;
}

/** The folder of package.json, from the sources as well as from dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The compiler that answers to `cc`, or null. */
function findCompiler(): string | null {
  const command = process.env['CC'] ?? 'cc';
  return spawnSync(command, ['--version']).status === 0 ? command : null;
}

function compile(compiler: string, name: string): string {
  const folder = join(packageRoot(), 'benchmarks');
  const program = join(folder, 'build', name);
  mkdirSync(dirname(program), { recursive: true });
  const words = [...compilerFlags, '-o', program, join(folder, `${name}.c`), '-lm'];
  const { status, stderr } = spawnSync(compiler, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler} could not compile ${name}.c:\n${stderr}`);
  return program;
}

/** Compiles the programs. Returns null where there is no C compiler. */
export function buildYardstick(): Yardstick | null {
  const compiler = findCompiler();
  if (compiler === null) return null;
  const plain = compile(compiler, 'dense-scan');
  const vectorised = compile(compiler, 'dense-scan-simd');
  const generation = compile(compiler, 'path-generation');
  return {
    scan: (variant, inputFile, repeats) =>
      variant === 'plain' ? ask(plain, [inputFile, String(repeats)]) : ask(vectorised, [inputFile, String(repeats), variant]),
    generate: ({ steps, paths, repeats, deviation }) => ask(generation, [steps, paths, repeats, deviation].map(String)),
  };
}

function ask(program: string, words: readonly string[]): YardstickAnswer {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return JSON.parse(stdout) as YardstickAnswer;
}

/** The input file of a population and its paths as one array of doubles; yardstick.h has the format. */
export function encodeInput(population: Population, paths: readonly PricePath[]): Float64Array {
  const { accounts, slots, instruments } = population.shape;
  const ticks = paths[0].timesMs.length;
  const header = [magic, accounts, slots, instruments, ticks, paths.length];
  const perInstrument = [...Array(instruments).fill(valueScale), ...Array(instruments).fill(maintenanceRate)];
  const columns = [cashAfterOpening(population), ...population.lots, ...population.instrument];
  return joined([Float64Array.from(header), Float64Array.from(perInstrument), ...columns, ...paths.map(tickMajor)]);
}

/** prices[tick][instrument] in one array. */
function tickMajor(path: PricePath): Float64Array {
  const instruments = path.prices.length;
  const ticks = path.timesMs.length;
  return Float64Array.from({ length: ticks * instruments }, (_, i) => path.prices[i % instruments][Math.floor(i / instruments)]);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes the input file. */
export function writeInput(file: string, population: Population, paths: readonly PricePath[]): void {
  const values = encodeInput(population, paths);
  writeFileSync(file, new Uint8Array(values.buffer));
}
