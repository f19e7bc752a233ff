/**
 * Packs the modules of dist/ for `load-packed.ts`; the last step of `npm run build`. Each program becomes a few files, without a module
 * that it cannot reach. Then the program runs once, and what V8 has compiled until its end is kept beside them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { Plugin } from 'rolldown';
import { modulesChecksum, packedFolder, readIfThere, stampFile } from './load-packed.ts';
import type { PackStamp, ProgramName } from './load-packed.ts';

type Bundler = typeof import('rolldown').rolldown;

const dist = dirname(dirname(import.meta.dirname));
const packed = fileURLToPath(packedFolder);

const programs: readonly ProgramName[] = ['front-door', 'simulation-thread'];

/** Charts are drawn at the end of a run: until then nobody waits for their code to be read. */
const groups = [
  { name: 'charts', test: /node_modules\/(vega|d3|topojson|internmap|delaunator|robust-predicates)/ },
  { name: 'program' },
];

const leftOut = /\bimport\((?='(yargs|@myriaddreamin\/.*)')/g;

/**
 * Modules find files of the package from their own address, which is another one once they are packed. What few command lines need
 * (29 MB of typesetter, a parser of odd command lines) stays where it is installed.
 */
const places: Plugin = {
  name: 'places',
  transform(code, id) {
    if (!id.startsWith(dist)) return null;
    const module = JSON.stringify(relative(dist, id).replaceAll('\\', '/'));
    return code.replaceAll('import.meta.url', `addressOf(${module})`).replace(leftOut, 'importInstalled(');
  },
};

/** One byte for a letter: read without decoding, and half as large in memory. */
function inAscii(code: string): string {
  return code.replace(/[^\x00-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function pack(bundle: Bundler, program: ProgramName): Promise<void> {
  const bundled = await bundle({
    input: { main: join(dist, 'cli', `${program}.js`) },
    platform: 'node',
    plugins: [places],
    // Packages say wrongly that nothing happens when their modules are loaded.
    treeshake: false,
    // The other one waits for a package that draws pixels while it is loaded. Charts are SVG.
    resolve: { alias: { 'vega-canvas': join(dirname(createRequire(import.meta.url).resolve('vega-canvas')), 'vega-canvas.browser.js') } },
    onLog: (level, log, show) => (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT' ? undefined : show(level, log)),
  });
  const { output } = await bundled.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // Modules begin when they are imported and not when their file is read.
    strictExecutionOrder: true,
    codeSplitting: { groups },
    // Licences stay with what they are about.
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await bundled.close();
  mkdirSync(join(packed, program), { recursive: true });
  for (const file of output) {
    if (file.type === 'chunk') writeFileSync(join(packed, program, file.fileName), inAscii(file.code));
  }
}

/** Runs the main job with a few paths; `keep-compiled.js` writes what both threads have compiled. */
function rehearse(): void {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-pack-'));
  try {
    const job = ['--scenario', 'crash-2020', '--paths', '6', '--quiet', '--out', join(folder, 'run')];
    const keeper = new URL('./keep-compiled.js', import.meta.url).href;
    const { status, stderr } = spawnSync(process.execPath, ['--import', keeper, join(dist, 'cli.js'), ...job], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the packed program does not run:\n${stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without compiled code beside a file its checksum is that of nothing, and the file is compiled as it is read. */
function writeStamp(): void {
  const names = readdirSync(packed, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cjs'));
  const paths = names.map((name) => name.replaceAll('\\', '/'));
  const checksumOf = (path: string): number => crc32(readIfThere(new URL(path, packedFolder)) ?? '');
  const files = Object.fromEntries(paths.map((path) => [path, { source: checksumOf(path), compiled: checksumOf(`${path}.compiled`) }]));
  const stamp: PackStamp = { modules: modulesChecksum(), files };
  writeFileSync(stampFile, JSON.stringify(stamp));
}

/** The bundler is made for each platform; where it is missing the modules run as they are. */
async function bundler(): Promise<Bundler | null> {
  try {
    return (await import('rolldown')).rolldown;
  } catch (error) {
    console.error(`not packed, the program starts a third of a second slower: ${(error as Error).message}`);
    return null;
  }
}

rmSync(packed, { recursive: true, force: true });
const bundle = await bundler();
if (bundle) {
  for (const program of programs) await pack(bundle, program);
  writeStamp();
  rehearse();
  writeStamp();
}
