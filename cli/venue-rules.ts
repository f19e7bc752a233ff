/** `--params` on the venues of a scenario: which venue gets which rules, and what sets of several venues are called. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { UserError } from '../engine/errors.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { usageError } from './usage-error.ts';

/** A scenario's venues and the rules that it names for each. */
export interface ScenarioVenues {
  readonly scenario: string;
  readonly venues: readonly { readonly id: string; readonly parameters: string }[];
}

/**
 * Names or paths of rules, per set one for every venue in the scenario's order; without `params` one set, that of the scenario.
 * @throws UserError exit 2 for text that does not fit the venues
 */
export function rulesOfSets(params: readonly string[], asked: ScenarioVenues): readonly (readonly string[])[] {
  const { venues } = asked;
  if (params.length === 0) return [venues.map(({ parameters }) => parameters)];
  if (venues.length === 1) return params.map((text) => [rulesOfOnlyVenue(text, asked)]);
  return params.map((text) => {
    const named = rulesByVenue(text, asked);
    return venues.map(({ id, parameters }) => named.get(id) ?? parameters);
  });
}

/** The venue that a text begins with, as in one=default; undefined for a name or a file alone. */
export function firstVenueIn(text: string): string | undefined {
  return /^([^=,/\\]*)=/.exec(text)?.[1];
}

/** A file whose name has an equals sign is a file. */
function rulesOfOnlyVenue(text: string, { scenario }: ScenarioVenues): string {
  const venue = firstVenueIn(text);
  if (venue === undefined || existsSync(text)) return text;
  const what = `--params ${shown(text)} names a venue, but ${scenario} has only one`;
  throw usageError({ what, expected: 'the rules alone', suggestion: `--params ${suggested(text.slice(venue.length + 1))}` });
}

/** "one=default,two=./mine.yaml". */
function rulesByVenue(text: string, asked: ScenarioVenues): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const item of text.split(/,(?=[^=,/\\]*=)/)) {
    const venue = firstVenueIn(item);
    if (venue === undefined) throw withoutVenue(item, asked);
    const what = `--params ${shown(text)} names the venue ${venue} twice`;
    if (named.has(venue)) throw usageError({ what, expected: 'every venue once' });
    named.set(venue, rulesOfItem(item, venue, asked));
  }
  return named;
}

function rulesOfItem(item: string, venue: string, asked: ScenarioVenues): string {
  const { scenario, venues } = asked;
  const ids = venues.map(({ id }) => id);
  const rules = item.slice(venue.length + 1);
  if (!ids.includes(venue)) {
    const what = `${scenario} has no venue ${shown(venue)}`;
    throw usageError({ what, expected: `one of ${ids.join(', ')}`, suggestion: nearestName(venue, ids) });
  }
  if (rules === '') throw usageError({ what: `--params ${shown(item)} names no rules`, expected: `${venue}=NAME or ${venue}=FILE` });
  // A file may have a comma in its name; names of sets have none.
  const [, second] = existsSync(rules) ? [] : rules.split(',');
  if (second !== undefined) throw withoutVenue(second, asked);
  return rules;
}

function withoutVenue(item: string, { scenario, venues }: ScenarioVenues): UserError {
  const ids = venues.map(({ id }) => id);
  const what = `--params ${shown(item)} names no venue, and ${scenario} has ${ids.length}: ${ids.join(', ')}`;
  const everywhere = ids.slice(0, 3).map((id) => `${id}=${suggested(item)}`).join(',');
  const expected = 'venue=NAME for each venue that gets other rules than the scenario gives it';
  return usageError({ what, expected, suggestion: `--params ${everywhere}` });
}

/** Words that a shell takes as they are. */
function suggested(rules: string): string {
  return /^[A-Za-z0-9_+:./-]{1,80}$/.test(rules) ? rules : 'NAME';
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

/** Rules of a venue, as far as they are called something. */
export interface NamedRules {
  readonly document: { readonly name: string; readonly title: string };
  readonly file: string;
  readonly sha256: string;
}

interface VenueRules {
  readonly id: string;
  readonly loaded: NamedRules;
}

interface CalledSet<Venue> {
  readonly id: string;
  readonly title: string;
  readonly venues: readonly Venue[];
}

const longestId = 80;
const mostTitles = 4;

/**
 * Id and title of every set. A set of one venue is called by its rules. Sets of several venues are called by the venues on which they
 * differ, `two=hyperliquid`; one alone by the rules of all, `default+hyperliquid`. Ids consist of a-z, 0-9, -, = and +, 80 at most.
 * @throws UserError exit 2 when two sets are called the same
 */
export function callSets<Venue extends VenueRules>(sets: readonly (readonly Venue[])[]): CalledSet<Venue>[] {
  const differing = sets[0].map((_, venue) => sets.some((set) => !isSameFile(set[venue].loaded, sets[0][venue].loaded)));
  const called = sets.map((venues) => ({ ...nameOf(venues, venues.filter((_, venue) => differing[venue])), venues }));
  const ids = called.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return called;
  const suggestion = 'another name: in one of the files; a set is listed under its name';
  throw usageError({ what: `two parameter sets are called "${twice}"`, expected: 'different names', suggestion });
}

function isSameFile(one: NamedRules, other: NamedRules): boolean {
  return one.file === other.file && one.sha256 === other.sha256;
}

function nameOf(venues: readonly VenueRules[], differing: readonly VenueRules[]): { id: string; title: string } {
  if (venues.length === 1 || differing.length === 0) {
    const documents = venues.map(({ loaded }) => loaded.document);
    return { id: shortId(documents.map(({ name }) => name).join('+')), title: titleOf(documents.map(({ title }) => title), ' + ') };
  }
  return {
    id: shortId(differing.map(({ id, loaded }) => `${id}=${loaded.document.name}`).join('+')),
    title: titleOf(differing.map(({ id, loaded }) => `${id}: ${loaded.document.title}`), ', '),
  };
}

/** What is too long keeps its beginning and gets a hash of the whole. */
function shortId(id: string): string {
  if (id.length <= longestId) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${id.slice(0, longestId - 9)}-${hash}`;
}

function titleOf(titles: readonly string[], separator: string): string {
  const shownTitles = titles.slice(0, mostTitles).join(separator);
  return titles.length <= mostTitles ? shownTitles : `${shownTitles} and ${titles.length - mostTitles} more venues`;
}
