/** The flat list of a parameter set that reports print: key, value, unit, source. */
import { findPolicy } from '../policies/registry.ts';
import type { SyntheticPins } from '../population/pins.ts';
import type { InstrumentInput, ParameterInput, PolicyChoice } from './inputs.ts';
import { boundsIn } from './parameter-bounds.ts';
import type { PolicyVersion } from './run-folder-rules.ts';
import type { ParameterRow, ParameterValue } from './run-folder-types.ts';

/** Keys are paths like `margin.maintenance` or `losses.insurance-fund.opening.USD`; sources are matched by their longest prefix. */
export function parameterRows(parameters: ParameterInput): ParameterRow[] {
  const rows = policyBlocks(parameters).flatMap(([key, choice]) => policyRows(key, choice));
  rows.push(...(parameters.instruments ?? []).flatMap(instrumentRows), ...populationRows(parameters.population ?? {}));
  return rows.map((row) => ({ ...row, source: sourceOf(row.key, parameters) }));
}

/** Every policy that the set chose with its version, in the order of `parameterRows`. */
export function policyVersions(parameters: ParameterInput): PolicyVersion[] {
  return policyBlocks(parameters).map(([role, { kind, policy }]) => ({ role, name: policy, version: findPolicy(kind, policy).version }));
}

/** Chosen policies by the key of their block. */
function policyBlocks(parameters: ParameterInput): [string, PolicyChoice][] {
  const blocks: [string, PolicyChoice][] = [
    ['margin', parameters.margin],
    ['collateral', parameters.collateral],
    ['liquidation', parameters.liquidation],
    ...parameters.losses.map((choice): [string, PolicyChoice] => [`losses.${choice.policy}`, choice]),
    ...parameters.breakers.map((choice): [string, PolicyChoice] => [`breakers.${choice.policy}`, choice]),
  ];
  if (parameters.oracle) blocks.push(['oracle', parameters.oracle]);
  if (parameters.funding) blocks.push(['funding', parameters.funding]);
  return blocks;
}

function instrumentRows({ id, contract, settle, lot, multiplier }: InstrumentInput): ParameterRow[] {
  const key = `instruments.${id}`;
  const rows: ParameterRow[] = [{ key, value: `${contract}, settled in ${settle}`, unit: '', source: '' }];
  if (lot !== null) rows.push({ key: `${key}.lot`, value: lot, unit: contract === 'inverse' ? 'USD' : 'coins', source: '' });
  const perUnit = `${settle} per unit of quantity and price`;
  if (multiplier !== 1) rows.push({ key: `${key}.multiplier`, value: multiplier, unit: perUnit, source: '' });
  return rows;
}

/** Key below `population` as files write it, and unit. */
const pinNames: Readonly<Record<keyof SyntheticPins, readonly [key: string, unit: string]>> = {
  accounts: ['accounts', 'accounts'],
  redrawEvery: ['redraw-every', 'paths'],
  openInterestUsd: ['open-interest', 'USD'],
  equityUsd: ['equity', 'USD'],
  leverage: ['leverage', 'notional / equity'],
  leverageLogSd: ['leverage-log-sd', 'log leverage'],
  longShare: ['long-share', 'share of accounts'],
  whaleLongShare: ['whale-long-share', 'share of accounts'],
  whaleEquityUsd: ['whale-equity', 'USD'],
  hedgedWhaleShare: ['hedged-whale-share', 'share of accounts'],
  crossShare: ['cross-share', 'share of accounts'],
  multiInstrumentShare: ['multi-instrument-share', 'share of accounts'],
  collateral: ['collateral', 'share of equity'],
  equityLogMean: ['equity-distribution.log-mean', 'log USD'],
  equityLogSd: ['equity-distribution.log-sd', 'log USD'],
  equityTailFromUsd: ['equity-distribution.tail-from', 'USD'],
  equityTailExponent: ['equity-distribution.tail-exponent', 'exponent'],
  largestShareOfEquity: ['largest-share', 'share of equity'],
  minimumEquityUsd: ['minimum-equity', 'USD'],
  entryLogSd: ['entry-log-sd', 'log price'],
};

function populationRows(pins: Partial<SyntheticPins>): ParameterRow[] {
  return (Object.keys(pins) as (keyof SyntheticPins)[]).flatMap((name) => {
    const [key, unit] = pinNames[name];
    return flatten(`population.${key}`, pins[name], () => '').map((row) => ({ ...row, unit }));
  });
}

function policyRows(key: string, choice: PolicyChoice): ParameterRow[] {
  const units = unitsOf(choice);
  const policy: ParameterRow = { key: `${key}.policy`, value: choice.policy, unit: '', source: '' };
  const boundsOf = boundsIn(choice);
  const rows = flatten(key, choice.parameters, (name) => units[name] ?? '').map((row): ParameterRow => {
    const bounds = boundsOf(row.key.slice(key.length + 1).split('.'));
    return bounds === null ? row : { ...row, bounds };
  });
  return [policy, ...rows];
}

/** Units from the descriptions of a policy's schema: "meaning; unit". */
function unitsOf({ kind, policy }: PolicyChoice): Readonly<Record<string, string>> {
  const { shape } = findPolicy(kind, policy).parameters as { shape?: Readonly<Record<string, { description?: string }>> };
  if (!shape) return {};
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, unitIn(field.description ?? '')]));
}

function unitIn(description: string): string {
  const at = description.lastIndexOf(';');
  return at < 0 ? '' : description.slice(at + 1).trim().split(',')[0];
}

function flatten(key: string, value: unknown, unitOf: (name: string) => string, depth = 0): ParameterRow[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [{ key, value: value as ParameterValue, unit: '', source: '' }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const rows = flatten(`${key}.${name}`, inner, unitOf, depth + 1);
    return depth === 0 ? rows.map((row) => ({ ...row, unit: unitOf(name) })) : rows;
  });
}

function sourceOf(key: string, { sources }: ParameterInput): string {
  let best = { key: '', text: '' };
  for (const source of sources) {
    const covers = key === source.key || key.startsWith(`${source.key}.`);
    if (covers && source.key.length >= best.key.length) best = source;
  }
  return best.text;
}
