/**
 * Compiles test/golden/print-digests.ts and everything it imports to plain JavaScript, without checking types, so that fresh Node
 * processes can run it. Prints the path of the compiled entry. `npm run build` would do the same and check all types, in ten times
 * the time.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Compiles into a folder below node_modules, where every linter and every test runner looks away. Returns the entry's path. */
export function compileGolden() {
  const target = join(root, 'node_modules/.cache/breakwater-golden');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }\n');
  const done = new Set();
  compileFile(join(root, 'test/golden/print-digests.ts'), target, done);
  return join(target, 'test/golden/print-digests.js');
}

function compileFile(path, target, done) {
  if (done.has(path)) return;
  done.add(path);
  const text = readFileSync(path, 'utf8');
  const compiled = join(target, relative(root, path).replace(/\.ts$/, '.js'));
  mkdirSync(dirname(compiled), { recursive: true });
  writeFileSync(compiled, ts.transpileModule(text, { compilerOptions, fileName: path }).outputText);
  for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
    if (fileName.startsWith('.')) compileFile(resolve(dirname(path), fileName), target, done);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(compileGolden());
