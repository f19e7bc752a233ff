/**
 * Who may import whom: math <- kernel <- {market, policies, agents, population} <- study <- runner <- cli. A file belongs to the
 * first zone whose prefix it has. Tests, benchmarks and configuration may import everything.
 */
import { importsOf, finding, isTest, type Finding, type Source } from './source.ts';

interface Zone {
  readonly name: string;
  /** A folder with a slash at the end, or one file. */
  readonly prefix: string;
  /** Zones whose files it may import, beside its own and `errors`. */
  readonly may: readonly string[];
  /** Packages it may import; null for any. */
  readonly packages: readonly string[] | null;
}

const everyEngineZone = [
  ...['math', 'world types', 'kernel', 'candles', 'market', 'price model types', 'price models', 'price model fits'],
  ...['liquidity models'],
  ...['policy contract', 'policy registry', 'policies'],
  ...['agents', 'population pins', 'population', 'statistics', 'theory', 'run-folder types', 'study'],
];

const zones: readonly Zone[] = [
  { name: 'errors', prefix: 'engine/errors.ts', may: [], packages: [] },
  { name: 'math', prefix: 'engine/math/', may: [], packages: ['seedrandom'] },
  { name: 'world types', prefix: 'engine/kernel/world-spec.ts', may: ['math'], packages: [] },
  { name: 'kernel', prefix: 'engine/kernel/', may: ['math', 'world types'], packages: [] },
  { name: 'candles', prefix: 'engine/market/candles.ts', may: ['math'], packages: [] },
  { name: 'price model types', prefix: 'engine/market/price-model.ts', may: ['math', 'candles'], packages: [] },
  {
    // Price models are policies that live with the market too.
    name: 'price models',
    prefix: 'engine/market/models/',
    may: ['math', 'candles', 'price model types', 'policy contract', 'policies'],
    packages: ['zod'],
  },
  {
    // Liquidity models are policies that live with the market: they share the parameter types of the others.
    name: 'liquidity models',
    prefix: 'engine/market/liquidity/',
    may: ['math', 'world types', 'policy contract', 'policies'],
    packages: ['zod'],
  },
  { name: 'price model fits', prefix: 'engine/market/fit/', may: ['math', 'candles', 'statistics'], packages: [] },
  { name: 'market', prefix: 'engine/market/', may: ['math', 'world types', 'kernel', 'candles', 'price model types'], packages: [] },
  { name: 'policy contract', prefix: 'engine/policies/contract.ts', may: ['math', 'world types', 'price model types'], packages: ['zod'] },
  {
    name: 'policy registry',
    prefix: 'engine/policies/registry.ts',
    may: ['math', 'policy contract', 'policies', 'liquidity models', 'price models'],
    packages: ['zod'],
  },
  { name: 'policies', prefix: 'engine/policies/', may: ['math', 'world types', 'policy contract'], packages: ['zod'] },
  { name: 'agents', prefix: 'engine/agents/', may: ['math', 'world types', 'kernel', 'policy contract'], packages: ['zod'] },
  { name: 'population pins', prefix: 'engine/population/pins.ts', may: [], packages: [] },
  { name: 'population', prefix: 'engine/population/', may: ['math', 'world types', 'kernel', 'population pins'], packages: [] },
  { name: 'statistics', prefix: 'engine/statistics/', may: ['math'], packages: [] },
  { name: 'theory', prefix: 'engine/theory/', may: ['math'], packages: [] },
  { name: 'ledger types', prefix: 'engine/study/ledger-types.ts', may: [], packages: [] },
  { name: 'run-folder types', prefix: 'engine/study/run-folder-types.ts', may: ['ledger types'], packages: [] },
  { name: 'study', prefix: 'engine/study/', may: [...everyEngineZone, 'scenarios'], packages: null },
  { name: 'runner', prefix: 'engine/runner/', may: [...everyEngineZone, 'scenarios'], packages: null },
  { name: 'public surface', prefix: 'engine/index.ts', may: [...everyEngineZone, 'runner'], packages: [] },
  {
    name: 'scenarios',
    prefix: 'scenarios/',
    may: ['math', 'world types', 'policy contract', 'policy registry', 'policies', 'liquidity models', 'price models', 'population pins'],
    packages: null,
  },
  { name: 'data', prefix: 'data/', may: ['math', 'world types', 'candles', 'population pins', 'population'], packages: null },
  { name: 'reports', prefix: 'reports/', may: ['statistics', 'run-folder types'], packages: null },
  {
    name: 'commands',
    prefix: 'cli/',
    may: [...everyEngineZone, 'runner', 'public surface', 'scenarios', 'data', 'reports'],
    packages: null,
  },
  { name: 'front door', prefix: 'cli.ts', may: ['commands'], packages: [] },
];

/** The zone of a file; null where everything may be imported (tests, benchmarks, configuration). */
function zoneOf(path: string): Zone | null {
  if (isTest(path)) return null;
  return zones.find(({ prefix }) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix)) ?? null;
}

/** Imports against the arrows of the architecture, imports of tests, and packages that a zone does without. */
export function checkImportDirections(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => {
    const zone = zoneOf(source.path);
    if (zone === null) return [];
    return importsOf(source).flatMap(({ node, specifier, target }) => {
      const objection = target === null ? objectToPackage(zone, specifier) : objectToFile(zone, target);
      return objection === null ? [] : [finding(source, node, objection)];
    });
  });
}

function objectToPackage({ name, packages }: Zone, specifier: string): string | null {
  const isBuiltIn = specifier.startsWith('node:');
  const packageName = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  // Which zones may use Node itself is the business of the purity rule.
  if (isBuiltIn || packages === null || packages.includes(packageName)) return null;
  return `${name} may not import the package ${packageName} (allowed: ${packages.join(', ') || 'none'})`;
}

function objectToFile(zone: Zone, target: string): string | null {
  const other = zoneOf(target);
  if (other === null) return `${zone.name} may not import ${target}: it is a test, a benchmark or outside every zone`;
  if (other === zone || other.name === 'errors' || zone.may.includes(other.name)) return null;
  return `${zone.name} may not import ${target} (${other.name}); allowed: ${['errors', ...zone.may].join(', ')}`;
}

/** Circles of imports; type-only imports vanish in the compiled code and make none. Each circle is reported once. */
export function checkCycles(sources: readonly Source[]): Finding[] {
  const graph = new Map(sources.map((source) => [source.path, runtimeTargets(source)]));
  const done = new Set<string>();
  const trail: string[] = [];
  const findings: Finding[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) findings.push({ path, line: 0, message: `imports itself: ${[...trail.slice(start), path].join(' -> ')}` });
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    graph.get(path)?.forEach(visit);
    trail.pop();
    done.add(path);
  };
  [...graph.keys()].forEach(visit);
  return findings;
}

function runtimeTargets(source: Source): string[] {
  return importsOf(source).flatMap(({ target, typeOnly }) => (target === null || typeOnly ? [] : [target]));
}

/** A policy is a file that defines one. It stands alone: policies are composed by the scenario, not by importing each other. */
export function checkPoliciesStandAlone(sources: readonly Source[]): Finding[] {
  const policies = new Set(sources.filter(isPolicy).map(({ path }) => path));
  return sources.filter(isPolicy).flatMap((source) =>
    importsOf(source)
      .filter(({ target }) => target !== null && policies.has(target))
      .map(({ node, target }) => finding(source, node, `a policy never imports another policy (${target}); move what both need`)),
  );
}

/** True for a file that exports a policy or a liquidity model. */
export function isPolicy({ path, text }: Source): boolean {
  return path.startsWith('engine/') && !isTest(path) && !path.endsWith('/contract.ts') && /\bdefinePolicy\(/.test(text);
}
