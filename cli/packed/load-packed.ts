/**
 * The program in a few files, with what V8 has compiled of them before. `npm run build` makes them of the modules in dist/ (pack.ts). Where
 * there are none, or others than those modules would give, the modules run: they do the same, and take a third of a second longer to start.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** What is packed, each for one thread: a module with everything that it imports. */
export interface PackedPrograms {
  readonly 'front-door': typeof import('../front-door.ts');
  readonly 'simulation-thread': typeof import('../simulation-thread.ts');
}

export type ProgramName = keyof PackedPrograms;

/** Says which modules were packed, and which compiled code belongs to which file. */
export interface PackStamp {
  /** Checksum of the compiler's list of all sources. */
  readonly modules: number;
  /** By the file's path below `packed`. */
  readonly files: Readonly<Record<string, { readonly source: number; readonly compiled: number }>>;
}

const dist = new URL('../../', import.meta.url);
export const packedFolder = new URL('packed/', dist);
export const stampFile = new URL('stamp.json', packedFolder);

/** Scripts of this thread by their path below `packed`: pack.ts has their compiled code kept. */
export const scripts = new Map<string, Script>();

/** A program's exports, or undefined where its modules have to run. */
export function loadPacked<Name extends ProgramName>(name: Name): PackedPrograms[Name] | undefined {
  const stamp = readStamp();
  return stamp?.modules === modulesChecksum() ? (loaderOf(name, stamp)('main.cjs') as PackedPrograms[Name]) : undefined;
}

/** Checksum of what the modules in dist/ were compiled from; 0 where the compiler did not say. */
export function modulesChecksum(): number {
  const list = readIfThere(new URL('.tsbuildinfo', dist));
  return list ? crc32(list) : 0;
}

/** A stamp that was not written to its end is none. */
function readStamp(): PackStamp | undefined {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')) as PackStamp;
  } catch {
    return undefined;
  }
}

/** A file's bytes, or undefined where there is none. */
export function readIfThere(file: URL): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** The address that a module had before it was packed. */
function addressOf(modulePath: string): string {
  return new URL(modulePath, dist).href;
}

/** V8 does not know where `import()` leads in a script that it has not compiled itself. */
async function importInstalled(name: string): Promise<unknown> {
  return (await import(name)) as unknown;
}

/** Loads files of a program as Node loads CommonJS: each once, when it is first asked for. */
function loaderOf(program: ProgramName, stamp: PackStamp): (file: string) => unknown {
  const modules = new Map<string, { exports: unknown }>();
  const requireInstalled = createRequire(import.meta.url);
  const requireAny = (id: string): unknown => (id.startsWith('./') ? load(id.slice(2)) : requireInstalled(id));
  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const run = scriptOf(`${program}/${file}`, stamp).runInThisContext() as (...names: unknown[]) => void;
    run(module.exports, requireAny, module, addressOf, importInstalled);
    return module.exports;
  };
  return load;
}

/** V8 believes what it compiled before, so it gets that only when both are bit for bit what they were. Another version of V8 refuses it. */
function scriptOf(path: string, { files }: PackStamp): Script {
  const file = new URL(path, packedFolder);
  const source = readFileSync(file);
  const compiled = readIfThere(new URL(`${path}.compiled`, packedFolder));
  const known = files[path];
  const isGood = compiled && known && crc32(source) === known.source && crc32(compiled) === known.compiled;
  const script = new Script(`(function (exports, require, module, addressOf, importInstalled) {${source.toString('latin1')}\n})`, {
    filename: file.pathname,
    cachedData: isGood ? compiled : undefined,
  });
  scripts.set(path, script);
  return script;
}
