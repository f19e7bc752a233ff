/** The gate as a test report: JUnit XML, which GitHub actions, GitLab, Jenkins and others show as tests. */
import type { GateCheckResult, GateResult } from '../../engine/study/gate/gate-result.ts';
import { cutAt, shortName, visible, visibleName } from '../visible-text.ts';
import {
  evidenceText, groupByScenario, nameLengthMax, outcomeOf, sentenceLengthMax, sentenceOf, type ScenarioGroup,
} from './outcome-words.ts';
import { placeOf, positionFrom, relativePath } from './place-path.ts';

type Attributes = Readonly<Record<string, string | number>>;

/**
 * One suite per scenario, one case per check. A failed check is a `<failure>` whose type is the reason; one that stayed open is a failure
 * of type `inconclusive`, unless the gate accepts that; warnings pass and are told in `<system-out>`, as JUnit has no such level; a waived
 * check is `<skipped>`. XML 1.0, UTF-8, without times and host names: the same result has the same bytes.
 */
export function gateJunit(result: GateResult): string {
  const groups = groupByScenario(result);
  const root = { name: nameText(result.name), ...countsOf(result.checks, result) };
  const suites = groups.map((group) => suite(group, result));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', root, suites)}\n`;
}

function countsOf(checks: readonly GateCheckResult[], result: GateResult): Attributes {
  const found = checks.map((check) => outcomeOf(check, result));
  return {
    tests: checks.length,
    failures: found.filter((outcome) => outcome === 'failed' || outcome === 'inconclusive').length,
    errors: 0,
    skipped: found.filter((outcome) => outcome === 'waived').length,
  };
}

function suite({ name, scenario, checks }: ScenarioGroup, result: GateResult): string {
  const properties = scenario === null ? [] : [propertiesOf(scenario)];
  const cases = checks.map((check) => testCase(check, result));
  return element('testsuite', { name: nameText(name), ...countsOf(checks, result) }, [...properties, ...cases]);
}

function propertiesOf({ paths, looks, seed, digest }: NonNullable<ScenarioGroup['scenario']>): string {
  const pairs = Object.entries({ paths, looks, seed, digest: nameText(digest) });
  return element('properties', {}, pairs.map(([name, value]) => element('property', { name, value }, [])));
}

function testCase(check: GateCheckResult, result: GateResult): string {
  const place = placeOf(check);
  const attributes = {
    name: nameText(check.check), classname: nameText(check.scenario), file: relativePath(place.file), line: positionFrom(place.line),
  };
  return element('testcase', attributes, [findingOf(check, result)]);
}

function findingOf(check: GateCheckResult, result: GateResult): string {
  const message = cutAt(visible(sentenceOf(check)), sentenceLengthMax);
  switch (outcomeOf(check, result)) {
    case 'failed': return textElement('failure', { message, type: check.reason }, bodyOf(check));
    case 'inconclusive': return textElement('failure', { message, type: 'inconclusive' }, bodyOf(check));
    case 'waived': return element('skipped', { message: waiverText(check) }, []);
    case 'warning': return textElement('system-out', {}, `warning (${check.verdict}): ${message}\n${bodyOf(check)}`);
    case 'passed': return textElement('system-out', {}, message);
  }
}

function waiverText(check: GateCheckResult): string {
  const { waiver } = check;
  const told = waiver === null ? 'waived' : `waived until ${waiver.expires} by ${waiver.approvedBy} (${waiver.reason})`;
  return cutAt(visible(`${told}: ${sentenceOf(check)}`), sentenceLengthMax);
}

function bodyOf(check: GateCheckResult): string {
  const paths = check.worstPaths.map(({ path, command }) => `path ${path}: ${visibleName(command)}`);
  return [evidenceText(check), cutAt(check.definition, sentenceLengthMax), ...paths].filter((line) => line !== '').join('\n');
}

function nameText(name: string): string {
  return shortName(name, nameLengthMax);
}

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const opening = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)].join(' ');
  if (children.length === 0) return `<${opening}/>`;
  return `<${opening}>\n${children.join('\n').replace(/^(?= *<)/gm, '  ')}\n</${name}>`;
}

function textElement(name: string, attributes: Attributes, text: string): string {
  const opening = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)].join(' ');
  return `<${opening}>${escapeContent(text)}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** With `>` escaped no text holds `]]>`; what XML 1.0 (section 2.2) allows nowhere has become U+FFFD. */
function escapeContent(text: string): string {
  return visible(text).replace(/\r\n?/g, '\n').replace(/[&<>"']/g, (character) => entities[character]);
}

/** A break in an attribute would be read as a space. */
function escapeAttribute(text: string): string {
  return escapeContent(text).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
