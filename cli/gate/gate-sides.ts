/** The rules on both sides of a gate: where they come from and what they say. */
import { readFileSync } from 'node:fs';
import { exitCodes, UserError } from '../../engine/errors.ts';
import { changedParameters } from '../../engine/study/gate/gate-parameters.ts';
import type { ChangedParameter, GatePlace, GateSide } from '../../engine/study/gate/gate-result.ts';
import { loadParameterSet, parseParameterSet } from '../../scenarios/loader.ts';
import type { LoadedParameters } from '../../scenarios/loader.ts';
import type { LoadedGate } from '../../scenarios/gate-loader.ts';
import { isPath, fileOn } from '../../scenarios/places.ts';
import { VariableParameters } from '../../scenarios/varied-parameters.ts';
import { readBaselineFile } from './baseline-file.ts';
import type { BaselineFile } from './baseline-file.ts';
import { gatePlace } from './gate-plan.ts';
import { fileAtRevision } from './git-baseline.ts';

/** Rules as a thread loads them: by name or path, or from text that is here already. */
export type RulesSource =
  | { readonly kind: 'named'; readonly nameOrFile: string }
  | { readonly kind: 'text'; readonly text: string; readonly shownAs: string };

export interface GateRules {
  readonly side: GateSide;
  readonly loaded: LoadedParameters;
  readonly source: RulesSource;
}

/** What the candidate is compared with: rules that are run, figures that were kept, or nothing. */
export interface GateBaseline {
  readonly rules: GateRules | null;
  readonly kept: { readonly side: GateSide; readonly file: BaselineFile } | null;
}

/** @throws UserError exit 2 or 30 */
export function loadRules(source: RulesSource): LoadedParameters {
  if (source.kind === 'named') return loadParameterSet(source.nameOrFile);
  return parseParameterSet(Buffer.from(source.text, 'utf8'), source.shownAs);
}

/** The rules under test. */
export function candidateRules(nameOrFile: string): GateRules {
  return rulesFrom({ kind: 'named', nameOrFile }, 'file');
}

function rulesFrom(source: RulesSource, from: string): GateRules {
  const loaded = loadRules(source);
  const { document, file, sha256 } = loaded;
  return { side: { id: document.name, title: document.title, file, sha256, from }, loaded, source };
}

export interface BaselineRequest {
  /** Of --baseline; undefined for what the file says. */
  readonly flag: string | undefined;
  readonly gate: LoadedGate;
  readonly candidate: string;
}

/** @throws UserError exit 2 for a flag that says nothing, 22 for a baseline that is not there, 30 for one that is not valid */
export function baselineOf({ flag, gate, candidate }: BaselineRequest): GateBaseline {
  const written = gate.document.baseline;
  const from = flag ?? written?.from;
  if (flag === 'none' || (from === undefined && written?.params === undefined)) return { rules: null, kept: null };
  if (from === undefined) return { rules: rulesFrom({ kind: 'named', nameOrFile: written?.params ?? '' }, 'file'), kept: null };
  const [, kind, rest = ''] = /^(git|file):(.+)$/s.exec(from) ?? [];
  if (kind === 'git') return { rules: rulesAtRevision(rest, written?.params ?? candidate), kept: null };
  if (kind === 'file' && /\.json$/i.test(rest)) return { rules: null, kept: readBaselineFile(rest) };
  if (kind === 'file') return { rules: onDisk(rest), kept: null };
  const what = `--baseline is ${JSON.stringify(from.slice(0, 64))}`;
  throw new UserError(exitCodes.usage, [{ what, expected: 'git:REF, file:FILE or none', suggestion: '--baseline git:origin/main' }]);
}

/** A baseline that is not there has its own exit code. */
function onDisk(nameOrFile: string): GateRules {
  if (isPath(nameOrFile)) checkThere(nameOrFile);
  return rulesFrom({ kind: 'named', nameOrFile }, 'file');
}

function checkThere(file: string): void {
  try {
    readFileSync(file);
  } catch {
    const suggestion = '--baseline git:REF takes the file of another revision';
    const what = `there is no baseline ${file.slice(0, 200)}`;
    throw new UserError(exitCodes.baselineMissing, [{ what, expected: 'a file', suggestion }]);
  }
}

/** Shipped sets are files of the package, which may be the repository. */
function rulesAtRevision(ref: string, nameOrFile: string): GateRules {
  const file = isPath(nameOrFile) ? nameOrFile : fileOn('scenarios/parameters', nameOrFile).shownAs;
  const { bytes, commit } = fileAtRevision({ ref, file });
  const text = new TextDecoder('utf-8').decode(bytes);
  const rules = rulesFrom({ kind: 'text', text, shownAs: `${file}@${commit.slice(0, 12)}` }, `git:${ref} (${commit})`);
  return { ...rules, side: { ...rules.side, file } };
}

/** What differs between both sides, with the place of each key in the candidate's file. */
export function changesBetween({ rules }: GateBaseline, candidate: GateRules): ChangedParameter[] {
  if (rules === null) return [];
  const { loaded } = candidate;
  return changedParameters({ baseline: rules.loaded.document, candidate: loaded.document }, (key) => placeOfKey(loaded, key));
}

/** Where a key like losses.insurance-fund.opening.USD is written; null where it is not. */
export function placeOfKey(loaded: LoadedParameters, key: string): GatePlace | null {
  try {
    const parameters = new VariableParameters(loaded.written);
    const address = parameters.address(key);
    return parameters.valueOf(address) === undefined ? null : gatePlace(loaded.place(address.path, 'key'));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
