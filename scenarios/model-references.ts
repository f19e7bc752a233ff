/** What price models of a scenario need beside themselves: steps, an end, underlyings that exist. */
import type { Finding } from './findings.ts';
import { unknownNameFinding } from './findings.ts';
import { child, entries, textOf } from './raw.ts';
import type { Located } from './raw.ts';

/** Findings about models, their grid and their dependence. */
export function modelFindings(root: Located, underlyings: readonly string[]): Finding[] {
  const walked = entries(child(root, 'underlyings')).filter((underlying) => child(underlying, 'model').value !== undefined);
  const followed = walked.flatMap((one) => followedFindings(one, underlyings));
  return [...missingForModels(root, walked), ...followed, ...pairFindings(root, underlyings)];
}

function missingForModels(root: Located, walked: readonly Located[]): Finding[] {
  if (walked.length === 0) return [];
  const missing: Finding[] = [];
  const at = { path: child(walked[0], 'model').path, at: 'key' as const };
  if (child(root, 'grid').value === undefined) missing.push({ ...at, what: 'a price model without steps', expected: 'grid: {step: 1h}' });
  if (child(root, 'end').value === undefined) {
    missing.push({ ...at, what: 'a price model without an end of the scenario', expected: 'end: a time after the start' });
  }
  const others = entries(child(root, 'underlyings')).filter((one) => !walked.some(({ path }) => path.join('/') === one.path.join('/')));
  const mixed = others.map(({ path }): Finding => {
    return { path, at: 'key', what: 'given prices beside a model', expected: 'models for all underlyings, or prices for all' };
  });
  return [...missing, ...mixed];
}

/** A model that follows another underlying names it as `follows`. */
function followedFindings(underlying: Located, underlyings: readonly string[]): Finding[] {
  const followed = child(child(underlying, 'model'), 'follows');
  const written = textOf(followed);
  const others = underlyings.filter((name) => name !== underlying.path[underlying.path.length - 1]);
  if (written === undefined || others.includes(written)) return [];
  return [unknownNameFinding(followed.path, { kind: 'other underlying', written, known: others })];
}

function pairFindings(root: Located, underlyings: readonly string[]): Finding[] {
  const pairs = entries(child(child(root, 'dependence'), 'correlation'));
  return pairs.flatMap(({ key, path }) => {
    const names = key.split('/');
    return names.filter((name) => !underlyings.includes(name)).map((written): Finding => {
      return { ...unknownNameFinding(path, { kind: 'underlying', written, known: underlyings }), at: 'key' };
    });
  });
}

