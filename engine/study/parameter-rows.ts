/** The flat list of a parameter set that reports print: key, value, unit, source. */
import { findPolicy } from '../policies/registry.ts';
import type { ParameterInput, PolicyChoice } from './inputs.ts';
import type { ParameterRow, ParameterValue } from './run-folder-types.ts';

/** Keys are paths like `margin.maintenance` or `losses.insurance-fund.opening.USD`; sources are matched by their longest prefix. */
export function parameterRows(parameters: ParameterInput): ParameterRow[] {
  const blocks: [string, PolicyChoice][] = [
    ['margin', parameters.margin],
    ['collateral', parameters.collateral],
    ['liquidation', parameters.liquidation],
    ...parameters.losses.map((choice): [string, PolicyChoice] => [`losses.${choice.policy}`, choice]),
    ...parameters.breakers.map((choice): [string, PolicyChoice] => [`breakers.${choice.policy}`, choice]),
  ];
  if (parameters.oracle) blocks.push(['oracle', parameters.oracle]);
  if (parameters.funding) blocks.push(['funding', parameters.funding]);
  const rows = blocks.flatMap(([key, choice]) => policyRows(key, choice));
  for (const instrument of parameters.instruments ?? []) {
    rows.push({ key: `instruments.${instrument.id}`, value: `${instrument.contract}, settled in ${instrument.settle}`, unit: '', source: '' });
  }
  rows.push(...flatten('population', parameters.population ?? {}, () => ''));
  return rows.map((row) => ({ ...row, source: sourceOf(row.key, parameters) }));
}

function policyRows(key: string, choice: PolicyChoice): ParameterRow[] {
  const units = unitsOf(choice);
  const policy: ParameterRow = { key: `${key}.policy`, value: choice.policy, unit: '', source: '' };
  return [policy, ...flatten(key, choice.parameters, (name) => units[name] ?? '')];
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
