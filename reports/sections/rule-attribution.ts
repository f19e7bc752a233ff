/** Which changed block of rules made the difference. */
import type { Attribution, Comparison, MetricAttribution, MetricComparison } from '../../engine/study/comparison-types.ts';
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import { numberAxisBelow, usdAxisBelow } from '../charts/axes.ts';
import { ruleAttribution as chart } from '../charts/rule-attribution.ts';
import type { AttributionStep } from '../charts/rule-attribution.ts';
import { attributionMethod, signed } from '../comparison-words.ts';
import type { Block, Cell, FigureContent, TableContent } from '../document.ts';
import { metricTitle, metricWriter, writeInterval } from '../metrics.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const ruleAttribution: Section = {
  id: 'rule-attribution',
  title: 'Which rules made the difference',
  applies: ({ summary }) => summary.comparisons.some(({ attribution }) => attribution !== null),
  blocks: ({ summary }: RunFolder) =>
    summary.comparisons.flatMap((one, index) => (one.attribution === null ? [] : attributionBlocks(one, one.attribution, index + 1))),
};

/** Charts of a comparison: the table holds every metric. */
const mostCharts = 4;

function attributionBlocks(one: Comparison, attribution: Attribution, ordinal: number): Block[] {
  const drawn: FigureContent[] = [];
  const differing = Object.entries(attribution.metrics).filter(([name]) => one.metrics[name].family === 'gating');
  for (const [name, divided] of differing.slice(0, mostCharts)) {
    drawn.push(waterfall({ one, name, divided, id: `attribution-${ordinal}-${drawn.length + 1}` }));
  }
  return [
    { kind: 'heading', text: `${one.candidate} against ${one.baseline}` },
    { kind: 'paragraph', lead: true, text: `Changed: ${one.changedBlocks.join(', ')}. ${attributionMethod(one)}` },
    ...leftOutList(attribution),
    drawn.length === 0 ? absent('None of the metrics that decide differs on any path.') : { kind: 'figures', figures: drawn },
    ...allShares(one, attribution),
  ];
}

function leftOutList({ leftOut }: Attribution): Block[] {
  if (leftOut.length === 0) return [];
  const items = leftOut.map(({ blocks, reason }) => `${blocks.join(' + ')} of the candidate, the rest of the baseline: ${reason}`);
  return [{ kind: 'paragraph', text: 'Hybrids left out, because their rules contradict each other:' }, { kind: 'list', items }];
}

interface Divided {
  readonly one: Comparison;
  readonly name: string;
  readonly divided: MetricAttribution;
  readonly id: string;
}

function waterfall({ one, name, divided, id }: Divided): FigureContent {
  const metric = one.metrics[name];
  const write = metricWriter({ name, unit: metric.unit });
  const title = metricTitle(name);
  const axis = name.includes('_usd') ? usdAxisBelow('Mean per path, USD') : numberAxisBelow('Mean per path');
  return {
    id,
    title: `${title}: ${finding(divided, write)}`,
    facts: `n = ${divided.n} paths, means.`,
    spec: chart({ steps: stepsOf({ one, metric, divided, write }), axis }),
    key: [],
    howToRead:
      'The first bar is the baseline, the last the candidate. Each block of rules in between starts where the one above it ended: red ' +
      'makes the metric worse, green better.',
    numbers: shareTable(title, [[name, divided]], one),
  };
}

type Write = (value: number | null) => string;

function finding({ contributions, total }: MetricAttribution, write: Write): string {
  const largest = contributions.reduce((best, share) => (Math.abs(share.value ?? 0) > Math.abs(best.value ?? 0) ? share : best));
  return `${signed(total, write)}, of which ${largest.block} ${signed(largest.value, write)}`;
}

interface Steps {
  readonly one: Comparison;
  readonly metric: MetricComparison;
  readonly divided: MetricAttribution;
  readonly write: Write;
}

function stepsOf({ one, metric, divided, write }: Steps): AttributionStep[] {
  const higherIsWorse = metric.direction !== 'higher-is-better';
  const baseline = metric.baseline ?? 0;
  const end = (title: string, value: number): AttributionStep => ({ title, value, isEnd: true, isWorse: false, label: write(value) });
  const step = (title: string, value: number): AttributionStep => {
    return { title, value, isEnd: false, isWorse: value > 0 === higherIsWorse, label: signed(value, write) };
  };
  const steps = [
    end(shortened(one.baseline), baseline),
    ...divided.contributions.map(({ block, value }) => step(shortenedBlock(block), value ?? 0)),
    ...(divided.interaction === null ? [] : [step('interaction', divided.interaction)]),
    end(shortened(one.candidate), baseline + divided.total),
  ];
  return withOwnTitles(steps);
}

/** Names of sets are as long as their authors like; the chart has room for this much. */
function shortened(id: string): string {
  return id.length > 16 ? `${id.slice(0, 15)}…` : id;
}

/** Of a block with a long venue the end says more. */
function shortenedBlock(block: string): string {
  return block.length > 25 ? `…${block.slice(-24)}` : block;
}

/** Steps of one title would lie on one line of the chart: the later ones are numbered. */
function withOwnTitles(steps: readonly AttributionStep[]): AttributionStep[] {
  return steps.map((step, index) => {
    const before = steps.slice(0, index).filter(({ title }) => title === step.title).length;
    return before === 0 ? step : { ...step, title: `${step.title} (${before + 1})` };
  });
}

function allShares(one: Comparison, attribution: Attribution): Block[] {
  const rows = Object.entries(attribution.metrics);
  return rows.length === 0 ? [] : [{ kind: 'table', table: shareTable('Every metric that differs', rows, one) }];
}

type NamedAttribution = readonly [name: string, divided: MetricAttribution];

function shareTable(caption: string, rows: readonly NamedAttribution[], one: Comparison): TableContent {
  const [[, first]] = rows;
  const interaction = first.interaction === null ? [] : ['interaction'];
  return {
    caption: `${caption}: mean difference per path and the share of each block, with intervals`,
    columns: ['Metric', 'Difference', ...first.contributions.map(({ block }) => block), ...interaction].map((title, index) => {
      return { title, numeric: index > 0 };
    }),
    dense: true,
    rows: rows.map(([name, { total, contributions, interaction: rest }]) => {
      const plainWrite = metricWriter({ name, unit: one.metrics[name].unit });
      const write = (value: number | null): string => signed(value, plainWrite);
      const shares = contributions.map(({ value, interval }): Cell => {
        return interval === null ? write(value) : [write(value), { small: writeInterval(interval, write) ?? '' }];
      });
      return { cells: [metricTitle(name), write(total), ...shares, ...(rest === null ? [] : [write(rest)])] };
    }),
  };
}
