/**
 * Names in a scenario that must exist elsewhere in it, and values that must agree with one another. Works on the raw value, so that
 * these problems are reported together with wrong types and bounds.
 */
import type { Finding } from './findings.ts';
import { unknownNameFinding } from './findings.ts';
import { defaultInstrument } from './instrument-schema.ts';
import { modelFindings } from './model-references.ts';
import { child, entries, isMapping, items, textOf } from './raw.ts';
import type { Located } from './raw.ts';

/** Names that exist in a scenario. */
interface Names {
  readonly underlyings: readonly string[];
  readonly assets: readonly string[];
  readonly instruments: readonly string[];
  readonly venues: readonly string[];
  readonly parameterSets: readonly string[];
}

/** Findings about names and sums of a scenario. `parameterSets` are the names that can be loaded. */
export function scenarioReferences(value: unknown, parameterSets: readonly string[]): readonly Finding[] {
  const root: Located = { path: [], value };
  const names = namesOf(root, parameterSets);
  const overrides = child(root, 'parameters');
  return [
    ...worldFindings(root, names),
    ...instrumentFindings(root, names),
    ...instrumentFindings(overrides, names),
    ...volatilityFindings(root, names),
    ...modelFindings(root, names.underlyings),
    ...populationFindings(child(root, 'population'), names),
    ...populationFindings(child(overrides, 'population'), names),
    ...accountFindings(child(root, 'accounts'), names),
    ...ruleFindings(overrides),
    ...venueFindings(root, names),
  ];
}

/** Findings about a parameter set alone: its instruments and its waterfall. */
export function parameterReferences(value: unknown): readonly Finding[] {
  const root: Located = { path: [], value };
  const instruments = items(child(root, 'instruments'));
  const known = instruments.flatMap((instrument) => textOf(child(instrument, 'id')) ?? []);
  const pinned = known.length > 0 ? entries(child(child(root, 'population'), 'open-interest')) : [];
  return [
    ...repeated(instruments, 'id'),
    ...instruments.flatMap((instrument) => contractFindings(instrument)),
    ...pinned.flatMap((entry) => unknownKeyName(entry, 'instrument', known)),
    ...collateralSum(child(root, 'population')),
    ...ruleFindings(root),
    ...items(child(root, 'sources')).flatMap((source) => unknownSourceKey(source, root)),
  ];
}

function namesOf(root: Located, parameterSets: readonly string[]): Names {
  const underlyings = entries(child(root, 'underlyings')).map(({ key }) => key);
  const own = items(child(root, 'instruments'));
  const declared = own.length > 0 ? own : items(child(child(root, 'parameters'), 'instruments'));
  const ids = declared.flatMap((instrument) => textOf(child(instrument, 'id')) ?? []);
  return {
    underlyings,
    assets: [...new Set(['USD', ...underlyings, ...entries(child(root, 'assets')).map(({ key }) => key)])],
    instruments: ids.length > 0 ? ids : underlyings.map((underlying) => defaultInstrument(underlying).id),
    venues: items(child(root, 'venues')).flatMap((venue) => textOf(child(venue, 'id')) ?? []),
    parameterSets,
  };
}

function worldFindings(root: Located, names: Names): Finding[] {
  const baseline = child(root, 'baseline');
  return [
    ...(names.underlyings.length === 0 ? [emptyWorld(root)] : []),
    ...(hasPeople(root) ? [] : [noPeople()]),
    ...wrongOrder(root),
    ...unknownName(baseline, 'parameter set', names.parameterSets),
    ...entries(child(root, 'assets')).flatMap((asset) => unknownName(child(asset, 'underlying'), 'underlying', names.underlyings)),
  ];
}

function emptyWorld(root: Located): Finding {
  const underlyings = child(root, 'underlyings');
  const what = underlyings.value === undefined ? 'the key "underlyings" is missing' : 'there is no underlying';
  return { path: ['underlyings'], at: 'key', what, expected: 'at least one underlying with history, prices or candles' };
}

function hasPeople(root: Located): boolean {
  return ['population', 'accounts', 'accounts-file'].some((key) => child(root, key).value !== undefined);
}

function noPeople(): Finding {
  return { path: [], at: 'key', what: 'nobody trades in this scenario', expected: 'population, accounts or accounts-file' };
}

function wrongOrder(root: Located): Finding[] {
  const [start, end] = [textOf(child(root, 'start')) ?? '2020-01-01T00:00:00Z', textOf(child(root, 'end'))];
  if (end === undefined || !(Date.parse(end) <= Date.parse(start))) return [];
  return [{ path: ['end'], at: 'value', what: `the end ${end} is not after the start`, expected: `a time after ${start}` }];
}

function instrumentFindings(parent: Located, names: Names): Finding[] {
  const instruments = items(child(parent, 'instruments'));
  return [
    ...repeated(instruments, 'id'),
    ...instruments.flatMap((instrument) => [
      ...unknownName(child(instrument, 'underlying'), 'underlying', names.underlyings),
      ...unknownName(child(instrument, 'settle'), 'asset', names.assets),
      ...contractFindings(instrument),
    ]),
  ];
}

/** A linear contract pays in the currency of its price, an inverse one in its underlying; anything else is a quanto. */
function contractFindings(instrument: Located): Finding[] {
  const contract = textOf(child(instrument, 'contract')) ?? 'linear';
  const settle = child(instrument, 'settle');
  const underlying = textOf(child(instrument, 'underlying'));
  const written = textOf(settle);
  if (contract === 'quanto' && settle.value === undefined) return [missingSettle(instrument)];
  const due = contract === 'inverse' ? underlying : contract === 'linear' ? 'USD' : written;
  if (written === undefined || due === undefined || written === due) return [];
  return [{ path: settle.path, at: 'value', what: `a contract that is ${contract} cannot settle in ${written}`, expected: due }];
}

function missingSettle({ path }: Located): Finding {
  return { path, at: 'value', what: 'the key "settle" is missing', expected: 'the asset in which the quanto contract pays' };
}

function volatilityFindings(root: Located, names: Names): Finding[] {
  const references = entries(child(child(root, 'volatility'), 'reference'));
  const known = references.map(({ key }) => key);
  return [
    ...references.flatMap((entry) => unknownKeyName(entry, 'underlying', names.underlyings)),
    ...entries(child(root, 'underlyings')).flatMap((underlying) => (known.includes(underlying.key) ? [] : elasticityAlone(underlying))),
  ];
}

/** Depth cannot follow a volatility that has nothing to be compared with. */
function elasticityAlone(underlying: Located & { readonly key: string }): Finding[] {
  const elasticity = child(child(underlying, 'liquidity'), 'volatility-elasticity');
  if (typeof elasticity.value !== 'number' || elasticity.value === 0) return [];
  const what = `the depth of ${underlying.key} follows volatility, but nothing says its usual volatility`;
  return [{ path: elasticity.path, at: 'value', what, expected: `volatility: {reference: {${underlying.key}: 0.04}, half-life: 1h}` }];
}

function populationFindings(population: Located, names: Names): Finding[] {
  return [
    ...entries(child(population, 'open-interest')).flatMap((entry) => unknownKeyName(entry, 'instrument', names.instruments)),
    ...entries(child(population, 'collateral')).flatMap((entry) => unknownKeyName(entry, 'asset', names.assets)),
    ...collateralSum(population),
  ];
}

/** Rounding of decimal shares, far below what anyone would write. */
const sumTolerance = 1e-9;

function collateralSum(population: Located): Finding[] {
  const collateral = child(population, 'collateral');
  const shares = entries(collateral).map(({ value }) => value);
  if (shares.length === 0 || !shares.every((share) => typeof share === 'number')) return [];
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) <= sumTolerance) return [];
  const what = `the shares of collateral sum to ${Number(sum.toPrecision(6))}`;
  return [{ path: collateral.path, at: 'key', what, expected: 'a sum of 1' }];
}

function accountFindings(accounts: Located, names: Names): Finding[] {
  const list = items(accounts);
  return [...repeated(list, 'id'), ...list.flatMap((account) => oneAccount(account, names))];
}

function oneAccount(account: Located, names: Names): Finding[] {
  const venue = child(account, 'venue');
  const without = names.venues.length > 0 && venue.value === undefined && isMapping(account.value);
  return [
    ...entries(child(account, 'positions')).flatMap((entry) => unknownKeyName(entry, 'instrument', names.instruments)),
    ...entries(child(account, 'balances')).flatMap((entry) => unknownKeyName(entry, 'asset', names.assets)),
    ...(without ? [missingVenue(account, names)] : unknownName(venue, 'venue', names.venues)),
  ];
}

function missingVenue({ path }: Located, names: Names): Finding {
  return { path, at: 'value', what: 'the key "venue" is missing', expected: `one of ${names.venues.join(', ')}` };
}

function venueFindings(root: Located, names: Names): Finding[] {
  const venues = items(child(root, 'venues'));
  const parameters = venues.flatMap((venue) => unknownName(child(venue, 'parameters'), 'parameter set', names.parameterSets));
  return [...repeated(venues, 'id'), ...parameters];
}

/** Each stage of the waterfall once. */
function ruleFindings(rules: Located): Finding[] {
  return repeated(items(child(rules, 'losses')), 'policy');
}

/** Sources name parameters of the set: at least their first word must be a block of it. */
function unknownSourceKey(source: Located, root: Located): Finding[] {
  const key = child(source, 'key');
  const blocks = entries(root).map((entry) => entry.key);
  const first = textOf(key)?.split('.')[0];
  if (first === undefined || blocks.includes(first)) return [];
  return [unknownNameFinding(key.path, { kind: 'block', written: first, known: blocks })];
}

function unknownName(name: Located, kind: string, known: readonly string[]): Finding[] {
  const written = textOf(name);
  return written === undefined || known.includes(written) ? [] : [unknownNameFinding(name.path, { kind, written, known })];
}

function unknownKeyName({ key, path }: Located & { key: string }, kind: string, known: readonly string[]): Finding[] {
  return known.includes(key) ? [] : [{ ...unknownNameFinding(path, { kind, written: key, known }), at: 'key' }];
}

function repeated(list: readonly Located[], key: string): Finding[] {
  const seen = new Set<string>();
  const again: Finding[] = [];
  for (const name of list.map((item) => child(item, key))) {
    const written = textOf(name);
    if (written === undefined) continue;
    if (seen.has(written)) again.push({ path: name.path, at: 'value', what: `"${written}" appears twice`, expected: 'each once' });
    seen.add(written);
  }
  return again;
}
