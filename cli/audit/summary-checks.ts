/** summary.json made again from outcomes.arrow, by the functions that made it, and compared to every digit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockWeights, fullMask, wantedHybrids } from '../../engine/study/block-weights.ts';
import { compareSets } from '../../engine/study/comparison.ts';
import type { ComparedSets } from '../../engine/study/comparison.ts';
import { groupsOf, hybridId } from '../../engine/study/hybrids.ts';
import type { AttributionPlan } from '../../engine/study/hybrids.ts';
import type { ParameterInput, VenueInput } from '../../engine/study/inputs.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { changedVenueBlocks } from '../../engine/study/rule-blocks.ts';
import type { VenueBlock } from '../../engine/study/rule-blocks.ts';
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { ParameterTree } from '../../engine/study/run-folder-types.ts';
import { summarizeMetric } from '../../engine/study/summary.ts';
import { check, differencesOf, skipped } from './audit-check.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';
import type { RunUnderAudit } from './run-under-audit.ts';

const file = 'summary.json';

/** Everything of the summary; what the shapes leave out is compared too. */
export function summaryChecks(run: RunUnderAudit, isDamaged: boolean): AuditCheck[] {
  const { manifest, summary } = run;
  const { comparisons, parameterSets, ...head } = JSON.parse(readFileSync(join(run.folder, file), 'utf8')) as Record<string, unknown>;
  const { schemaVersion, scenario, seed, paths, digest } = manifest;
  const expectedHead = { schemaVersion, scenario: scenario.name, seed, paths, digest };
  const expectedSets = summary.parameterSets.map(({ id }, set) => ({ id, metrics: metricsOf(run, set) }));
  const statistics = metricDefinitions.length * expectedSets.length;
  return [
    check('summary.json is of the run in the manifest', 'scenario, seed, paths, digest', differencesOf(expectedHead, head, file)),
    check(
      'metrics in summary.json follow from outcomes.arrow, to every digit',
      `${statistics} metrics with n, interval and ten statistics`,
      differencesOf({ parameterSets: expectedSets }, { parameterSets }, file),
    ),
    comparisonCheck(run, comparisons, isDamaged),
  ];
}

function metricsOf({ column }: RunUnderAudit, set: number): Record<string, unknown> {
  return Object.fromEntries(metricDefinitions.map((one) => [one.name, summarizeMetric(one, column(set, one.name))]));
}

function comparisonCheck(run: RunUnderAudit, found: unknown, isDamaged: boolean): AuditCheck {
  const { manifest, request, summary, column } = run;
  const title = 'comparisons follow from outcomes.arrow, to every digit';
  if (request.comparison === undefined && summary.comparisons.length === 0) return skipped(title, 'the run compares nothing');
  if (isDamaged) return skipped(title, 'files are damaged, and making comparisons again takes long');
  const candidates = manifest.parameterSets.length - 1;
  if (request.comparison === undefined || summary.comparisons.length !== candidates) {
    const expected = request.comparison === undefined ? 'none: the command compares nothing' : `${candidates}, one per candidate`;
    return check(title, 'their number', [{ file, what: `${summary.comparisons.length} comparisons`, expected }]);
  }
  const { confidence } = request.comparison;
  const blocks = blockFindings(run);
  if (blocks.length > 0) return check(title, 'blocks of rules', blocks);
  const expected = compareSets({ plan: comparedSets(run), column, confidence });
  return check(title, `${candidates} candidates, ${run.setIds.length - manifest.parameterSets.length} hybrids`, [
    ...differencesOf({ comparisons: expected }, { comparisons: found }, file),
  ]);
}

/** The changed blocks are those in which the rules of the manifest differ; where collateral without a price was moved, pins may agree. */
function blockFindings({ manifest, summary, request }: RunUnderAudit): AuditFinding[] {
  const [baseline, ...candidates] = manifest.parameterSets.map(({ parameters }) => venuesOf(parameters));
  return candidates.flatMap((candidate, index) => {
    const { candidate: id, changedBlocks: claimed, attribution } = summary.comparisons[index];
    const differing = isSameVenues(baseline, candidate) ? changedVenueBlocks(baseline, candidate) : ['other venues'];
    const place = `comparisons[${index}] of ${id}`;
    const isSame = isSameList(withoutPopulation(differing), withoutPopulation(claimed));
    const wantsAttribution = request.comparison?.attribution === true && claimed.length > 0;
    return [
      ...(isSame ? [] : [{ file, what: `${place}: changedBlocks are ${claimed.join(', ')}`, expected: differing.join(', ') }]),
      ...(wantsAttribution === (attribution !== null)
        ? []
        : [{ file, what: `${place}: attribution is ${attribution ? 'there' : 'missing'}`, expected: 'as the command says' }]),
    ];
  });
}

/** The plan of the comparison, from what the folder says of it. */
function comparedSets({ manifest, summary, setIds }: RunUnderAudit): ComparedSets {
  const { comparisons } = summary;
  return {
    input: { scenario: { seed: Number(manifest.seed), name: manifest.scenario.name }, sets: setIds.map((id) => ({ id })) },
    compared: manifest.parameterSets.length,
    changed: comparisons.map((comparison) => comparison.changedBlocks as readonly VenueBlock[]),
    attributions: comparisons.map((comparison, index) => attributionOf(comparison, index + 1, setIds)),
  };
}

/** The rules of a set in the manifest: of one venue as its file nests them, of several below the id of each. */
function venuesOf(parameters: ParameterTree): VenueInput[] {
  const rulesIn = (tree: unknown): ParameterInput => (typeof tree === 'object' && tree !== null ? tree : {}) as ParameterInput;
  const { margin } = parameters;
  const isOneVenue = typeof margin === 'object' && margin !== null && 'policy' in margin;
  if (isOneVenue) return [{ id: '', parameters: rulesIn(parameters) }];
  return Object.entries(parameters).map(([id, tree]) => ({ id, parameters: rulesIn(tree) }));
}

function isSameVenues(one: readonly VenueInput[], other: readonly VenueInput[]): boolean {
  return isSameList(one.map(({ id }) => id), other.map(({ id }) => id));
}

function withoutPopulation(blocks: readonly string[]): string[] {
  return blocks.filter((block) => !/(^|:)population$/.test(block));
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function attributionOf({ attribution, changedBlocks }: Comparison, candidate: number, setIds: readonly string[]): AttributionPlan | null {
  if (attribution === null) return null;
  const groups = groupsOf(changedBlocks as readonly VenueBlock[]);
  const sets = new Map([[0, 0], [fullMask(groups.length), candidate]]);
  for (const mask of wantedHybrids(groups.length)) {
    const taken = groups.filter((_, group) => (mask & (1 << group)) !== 0).flat();
    const place = setIds.indexOf(hybridId(setIds[0], setIds[candidate], taken));
    if (place >= 0) sets.set(mask, place);
  }
  const leftOut = attribution.leftOut as AttributionPlan['leftOut'];
  return { groups, weights: blockWeights(groups.length, (mask) => sets.has(mask)), sets, leftOut };
}
