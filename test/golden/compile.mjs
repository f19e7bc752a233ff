/**
 * Compiles test/golden/print-digests.ts and everything it imports to plain JavaScript, without checking types, so that fresh Node
 * processes can run it. Prints the path of the compiled entry. `npm run build` would do the same and check all types, in ten times
 * the time.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

const cache = join(root, 'node_modules/.cache');
const prefix = 'breakwater-golden-';

/**
 * Compiles into a folder below node_modules, where every linter and every test runner looks away. The folder is named by what is in
 * it and appears whole, so that runs beside each other, of the same sources or of others, share it or do not meet. Returns the
 * entry's path.
 */
export function compileGolden() {
  const sources = readSources(join(root, 'test/golden/print-digests.ts'), new Map());
  const hash = createHash('sha256').update(JSON.stringify({ compilerOptions, typescript: ts.version }));
  for (const [path, text] of sources) hash.update(`\0${relative(root, path)}\0${text}`);
  const target = join(cache, prefix + hash.digest('hex').slice(0, 16));
  if (!existsSync(target)) {
    compile(sources, target);
    removeOldBuilds();
  }
  return join(target, 'test/golden/print-digests.js');
}

/** A file and everything that it imports, by path. */
function readSources(path, sources) {
  if (sources.has(path)) return sources;
  const text = readFileSync(path, 'utf8');
  sources.set(path, text);
  for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
    if (fileName.startsWith('.')) readSources(resolve(dirname(path), fileName), sources);
  }
  return sources;
}

function compile(sources, target) {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  writeFileSync(join(draft, 'package.json'), '{ "type": "module" }\n');
  for (const [path, text] of sources) {
    const compiled = join(draft, relative(root, path).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, ts.transpileModule(text, { compilerOptions, fileName: path }).outputText);
  }
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else was quicker, with the same sources.
    if (!existsSync(target)) throw error;
  }
}

const buildsKept = 8;

function removeOldBuilds() {
  const builds = readdirSync(cache).filter((name) => name.startsWith(prefix)).map((name) => join(cache, name));
  const newestFirst = builds.map((path) => ({ path, madeMs: statSync(path).mtimeMs })).sort((one, other) => other.madeMs - one.madeMs);
  for (const { path } of newestFirst.slice(buildsKept)) rmSync(path, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(compileGolden());
