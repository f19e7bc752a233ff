/** `simulate list`: what can be named in files and flags. */
import { exitCodes } from '../engine/errors.ts';
import type { Reference } from '../engine/policies/contract.ts';
import { allPolicies } from '../engine/policies/registry.ts';
import type { AnyPolicy } from '../engine/policies/registry.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';
import { listParameterSets, listScenarios, loadParameterSet, loadScenario } from '../scenarios/loader.ts';
import { nearestName } from '../scenarios/suggest.ts';
import type { ParsedArguments } from './flags.ts';
import { describeParameters } from './policy-parameters.ts';
import { jsonText } from './run-json.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream, Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface Entry {
  readonly name: string;
  readonly text: string;
  /** Shown with --explain, one paragraph each. */
  readonly details: readonly string[];
}

const lists: Readonly<Record<string, () => readonly Entry[]>> = { scenarios, parameters, policies, metrics };

export async function listCommand({ values, positionals }: ParsedArguments, { results }: Terminal): Promise<number> {
  const names = positionals.length > 0 ? positionals.map(listName) : Object.keys(lists);
  const chosen = names.map((name) => ({ name, entries: lists[name]() }));
  if (values.json !== undefined) {
    results.write(jsonText({ schemaVersion: 1, ...Object.fromEntries(chosen.map(({ name, entries }) => [name, entries])) }, { indent: 2 }));
    return exitCodes.ok;
  }
  const explain = values.explain !== undefined;
  const headed = chosen.length > 1;
  const blocks = chosen.map(({ name, entries }) => [...(headed ? [heading(name, results)] : []), ...entryLines(entries, explain, results)]);
  results.write(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return exitCodes.ok;
}

function listName(name: string): string {
  if (Object.hasOwn(lists, name)) return name;
  const known = Object.keys(lists);
  throw usageError({ what: `there is no list "${name}"`, expected: known.join(', '), suggestion: nearestName(name, known) });
}

function heading(name: string, stream: Stream): string {
  return styled(stream, 'bold', `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
}

const widestText = 100;

function entryLines(entries: readonly Entry[], explain: boolean, stream: Stream): string[] {
  const columns = Math.min(widestText, stream.columns);
  const column = Math.max(...entries.map(({ name }) => name.length)) + 4;
  const isNarrow = column > columns / 2;
  return entries.flatMap(({ name, text, details }) => [
    ...wrapText(text, { columns, indent: isNarrow ? 4 : column, lead: isNarrow ? `  ${name}: ` : `  ${name}`.padEnd(column) }),
    ...(explain ? [...details.flatMap((detail) => wrapText(detail, { columns, indent: 6, lead: '    ' })), ''] : []),
  ]);
}

function scenarios(): readonly Entry[] {
  return listScenarios().map((name) => {
    const { title, summary, assumptions, limits, sources } = loadScenario(name).document;
    const details = [
      ...(summary ? [summary] : []),
      ...assumptions.map((text) => `Assumption: ${text}`),
      ...limits.map((text) => `Limit: ${text}`),
      ...sources.map(sourceText),
    ];
    return { name, text: title, details };
  });
}

function parameters(): readonly Entry[] {
  return listParameterSets().map((name) => {
    const { title, summary, sources } = loadParameterSet(name).document;
    return { name, text: title, details: [summary, ...sources.map((source) => `${source.key}: ${sourceText(source)}`)] };
  });
}

/** Policies are named by kind and name: two kinds may have a policy of one name. */
function policies(): readonly Entry[] {
  return allPolicies().map((policy: AnyPolicy) => ({
    name: `${policy.kind}/${policy.name}`,
    text: policy.summary,
    details: [...describeParameters(policy), ...policy.references.map(sourceText)],
  }));
}

function metrics(): readonly Entry[] {
  return metricDefinitions.map(({ name, unit, definition, direction }) => {
    return { name, text: unit, details: [definition, `Direction: ${direction}`] };
  });
}

function sourceText({ text, url }: Reference): string {
  return `Source: ${text}${url ? `, ${url}` : ''}`;
}
