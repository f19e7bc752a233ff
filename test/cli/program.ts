/**
 * The program as its users start it: a process of its own. The sources are compiled without type checks into a folder named by
 * their hash and packed there, so that a stale dist/ is never tested and parallel test files share one build.
 */
import { execFile, execFileSync, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, 'node_modules', '.cache');
const prefix = 'breakwater-program-';

let built: string | undefined;

/** Path of the compiled cli.js. */
export function programFile(): string {
  built ??= build();
  return join(built, 'cli.js');
}

/** Address of a compiled module, by its source's path in the project. */
export function compiledModule(source: string): string {
  return pathToFileURL(join(dirname(programFile()), source.replace(/\.ts$/, '.js'))).href;
}

function build(): string {
  const files = ['cli.ts', ...['cli', 'engine', 'scenarios', 'data', 'reports'].flatMap((folder) => sourcesIn(folder))];
  const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const hash = createHash('sha256');
  for (const { file, text } of sources) hash.update(`${file}\0${text}\0`);
  const folder = join(cache, prefix + hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    compile(sources, folder);
    removeOldBuilds();
  }
  return folder;
}

const buildsKept = 8;

function removeOldBuilds(): void {
  const builds = readdirSync(cache).filter((name) => name.startsWith(prefix)).map((name) => join(cache, name));
  const newestFirst = builds.map((path) => ({ path, madeMs: statSync(path).mtimeMs })).sort((one, other) => other.madeMs - one.madeMs);
  for (const { path } of newestFirst.slice(buildsKept)) rmSync(path, { recursive: true, force: true });
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /(?<!\.test|\.d)\.[jt]s$/.test(name)).map((name) => join(folder, name)).sort();
}

function compile(sources: readonly { readonly file: string; readonly text: string }[], folder: string): void {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  for (const { file, text } of sources) {
    const target = join(draft, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, ts.transpileModule(text, { compilerOptions, fileName: file }).outputText);
  }
  execFileSync(process.execPath, [join(draft, 'cli', 'packed', 'pack.js')], { stdio: 'pipe' });
  try {
    renameSync(draft, folder);
  } catch {
    // Another test file was quicker.
    rmSync(draft, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Environment of the tests without what would change the output. */
function environment(env: StartOptions['env']): NodeJS.ProcessEnv {
  return { ...process.env, COLUMNS: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env };
}

/** Runs `simulate` with these words and waits for its end. */
export function simulate(words: readonly string[], { cwd = root, env }: StartOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: environment(env), maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(process.execPath, [programFile(), ...words], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}

interface Answer {
  readonly id: number;
  readonly ended: Ended;
}

interface Server {
  readonly child: ChildProcess;
  readonly waiting: Map<number, { readonly resolve: (ended: Ended) => void; readonly reject: (error: Error) => void }>;
}

let server: Server | undefined;
let asked = 0;

/**
 * What `simulate` with these words answers, given by a process that stays: for tests of what the program says and writes, which need
 * no fresh process. Questions are answered one after the other.
 */
export function ask(words: readonly string[], { cwd = root, env }: StartOptions = {}): Promise<Ended> {
  const { child, waiting } = (server ??= startServer());
  const id = asked++;
  const variables = Object.fromEntries(Object.entries(environment(env)).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    child.send({ id, words, cwd, env: variables });
  });
}

function startServer(): Server {
  const frontDoor = compiledModule('cli/front-door.ts');
  const child = fork(join(import.meta.dirname, 'front-door-server.mjs'), [frontDoor], { cwd: root, execArgv: [] });
  const waiting: Server['waiting'] = new Map();
  child.on('message', ({ id, ended }: Answer) => {
    waiting.get(id)?.resolve(ended);
    waiting.delete(id);
  });
  child.on('exit', (code, signal) => {
    server = undefined;
    for (const { reject } of waiting.values()) reject(new Error(`the program ended in the middle of a question: ${code ?? signal}`));
  });
  // It ends with the process that asks.
  child.unref();
  child.channel?.unref();
  return { child, waiting };
}

/** Starts `simulate` for tests that talk to it while it runs. */
export function startProgram(words: readonly string[], { cwd = root, env }: StartOptions = {}): ChildProcess {
  return spawn(process.execPath, [programFile(), ...words], { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Calls `use` with an empty folder that is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-cli-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A scenario of test/scenarios. */
export function example(name: string): string {
  return join(root, 'test', 'scenarios', `${name}.yaml`);
}
