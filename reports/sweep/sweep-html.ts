/** report.html of a sweep, in the frame of every other report. A pure function of its summary. */
import { heatMap } from '../charts/heat-map.ts';
import { paretoFrontier } from '../charts/pareto-frontier.ts';
import { tornado } from '../charts/tornado.ts';
import { blocksMarkup } from '../html/blocks.ts';
import type { Block, Cell, FigureContent, TableContent } from '../document.ts';
import { formatCount, missing } from '../format.ts';
import { html } from '../html/markup.ts';
import { metricTitle, metricWriter, writeInterval } from '../metrics.ts';
import { page } from '../html/page.ts';
import { absent } from '../sections/section.ts';
import type { FrontierPoint, JudgedNumber, Reading, SweepSummary, TornadoBar } from './sweep-summary.ts';

/** The whole report as text, UTF-8. The same summary gives the same bytes. */
export async function renderSweepHtml(summary: SweepSummary): Promise<string> {
  const contents = [
    { id: 'frontier', title: 'What safety costs', blocks: frontierSection(summary) },
    { id: 'winners', title: 'The frontier on fresh paths', blocks: [winnersSection(summary)] },
    { id: 'tornado', title: 'What each parameter does', blocks: [tornadoSection(summary)] },
    { id: 'heat-map', title: 'Two parameters together', blocks: [heatSection(summary)] },
    { id: 'reproduce', title: 'How to reproduce', blocks: reproduceSection(summary) },
  ];
  const sections = await Promise.all(contents.map(async ({ id, title, blocks }) => ({ id, title, body: await blocksMarkup(blocks) })));
  return page({
    windowTitle: `${summary.scenario.title}: sweep`,
    kind: 'Breakwater parameter sweep',
    heading: summary.scenario.title,
    rules: `Variations of ${summary.parameterSet.title}`,
    sections,
    footer: html`Breakwater ${summary.engineVersion} · result digest <code class="hash">${summary.digest}</code>`,
  }).text;
}

/** A metric by its title, a parameter by its key. */
function titleOf({ name, unit }: JudgedNumber): string {
  if (unit === '') return name;
  const [metric, statistic] = name.split('.');
  return statistic ? `${metricTitle(metric)}, ${statistic}` : `${metricTitle(metric)}, mean`;
}

type Writer = (value: number | null) => string;

function writerOf({ name, unit }: JudgedNumber): Writer {
  if (unit === '') return (value) => (value === null ? missing : String(value));
  return metricWriter({ name: name.split('.')[0], unit });
}

function sampleOf({ points, paths, method }: SweepSummary): string {
  return `${formatCount(points)} points by ${method}, n = ${formatCount(paths)} paths each, the same for all.`;
}

function frontierSection(summary: SweepSummary): Block[] {
  const { frontier, safety, cost, refused, costRange } = summary;
  if (frontier.length === 0) return [absent(`No point has both numbers: ${safety.name} and ${cost.name}.`)];
  const drawn: FigureContent = {
    id: 'pareto',
    title: `${frontier.length} of ${formatCount(summary.points)} points are not beaten in both numbers`,
    facts: sampleOf(summary),
    spec: paretoFrontier(summary, { safety: titleOf(safety), cost: titleOf(cost) }),
    key: [
      { text: 'Frontier', colour: 'short', shape: 'line' },
      { text: 'The same on fresh paths', colour: 'long', shape: 'bar' },
      { text: 'Dominated points', colour: 'exogenous', shape: 'bar' },
      { text: 'Rules of the file', colour: 'price', shape: 'bar' },
    ],
    howToRead:
      `Right is dearer, ${safety.better === 'higher' ? 'down' : 'up'} is less safe. A point of the frontier can only be made safer by ` +
      'paying more. Rings show the same rules on paths that played no part in choosing them.',
    numbers: frontierNumbers(summary),
  };
  const flat = costRange !== null && costRange[0] === costRange[1];
  const notes = [
    ...(refused.count > 0 ? [`${refused.count} points have rules that cannot be run; the first: ${refused.example ?? ''}.`] : []),
    ...(flat ? [`${cost.name} is the same at every point: judged by it, safety is free.`] : []),
  ];
  return [
    { kind: 'figures', figures: [drawn] },
    ...notes.map((text): Block => ({ kind: 'paragraph', lead: true, text })),
    { kind: 'definitions', facts: [safety, cost].map(({ name, definition }) => ({ term: [{ code: name }], text: definition })) },
  ];
}

function frontierNumbers(summary: SweepSummary): TableContent {
  const { parameters, frontier, safety, cost } = summary;
  const [writeSafety, writeCost] = [writerOf(safety), writerOf(cost)];
  return {
    caption: `The frontier, cheapest first; ties are other points with the same two numbers.`,
    dense: true,
    columns: [
      { title: 'Point' },
      ...parameters.map(({ key }) => ({ title: key, numeric: true })),
      { title: titleOf(cost), numeric: true },
      { title: titleOf(safety), numeric: true },
      { title: '95 % interval', numeric: true },
      { title: 'Ties', numeric: true },
    ],
    rows: frontier.map(({ point, values, safety: own, cost: paid, ties }) => ({
      cells: [
        ...[String(point), ...values.map(String), writeCost(paid.value), writeSafety(own.value)],
        ...[intervalText(own, writeSafety), String(ties)],
      ],
    })),
  };
}

function winnersSection(summary: SweepSummary): Block {
  const again = summary.frontier.filter(({ fresh }) => fresh !== null);
  if (again.length === 0) return absent('There was no point to run again.');
  const { safety, parameters, freshSeed, frontier } = summary;
  const write = writerOf(safety);
  const caption =
    `Of many points the best looks better than it is: luck on the paths of the sweep helped to choose it. The last columns are the same ` +
    `rules on paths of another seed (${freshSeed}), which know nothing of the choice; trust these.` +
    (again.length < frontier.length ? ` ${again.length} of ${frontier.length} points of the frontier, evenly spread.` : '');
  const table = {
    caption,
    dense: true,
    columns: [
      { title: 'Point' },
      ...parameters.map(({ key }) => ({ title: key, numeric: true })),
      { title: 'In the sweep', numeric: true },
      { title: '95 % interval', numeric: true },
      { title: 'On fresh paths', numeric: true },
      { title: '95 % interval', numeric: true },
      { title: 'Still a winner' },
    ],
    rows: again.map((winner) => ({ cells: winnerCells(winner, write), marked: !winner.fresh?.isUndominated })),
  };
  return { kind: 'table', table };
}

function winnerCells({ point, values, safety, fresh }: FrontierPoint, write: Writer): Cell[] {
  const again = fresh?.safety ?? { value: null, interval: null };
  return [
    String(point),
    ...values.map(String),
    write(safety.value),
    intervalText(safety, write),
    write(again.value),
    intervalText(again, write),
    fresh?.isUndominated ? 'yes' : 'no, another one beats it there',
  ];
}

function intervalText({ interval }: Reading, write: Writer): string {
  return writeInterval(interval, write) ?? missing;
}

function tornadoSection(summary: SweepSummary): Block {
  const { safety, cost, base } = summary;
  const movable = summary.tornado.filter(({ moves }) => moves.some((move) => move.safety !== null));
  const bars = movable.sort((one, other) => swing(other) - swing(one));
  if (bars.length === 0) return absent('No parameter could be moved by itself: the rules cannot be run.');
  const [writeSafety, writeCost] = [writerOf(safety), writerOf(cost)];
  const drawn: FigureContent = {
    id: 'tornado-bars',
    title: swing(bars[0]) > 0 ? `${bars[0].parameter} moves ${safety.name} most` : `No parameter moves ${safety.name} by itself`,
    facts: `n = ${formatCount(summary.paths)} paths each.`,
    spec: tornado({ bars, base: base.safety.value, safety, title: titleOf(safety) }),
    key: [{ text: 'Rules of the file', colour: 'price', shape: 'dotted' }],
    howToRead:
      'Each bar is what one parameter does between its ends while all others stay as in the file. What two do together it ' +
      'cannot show.',
    numbers: {
      caption: 'Each parameter moved by itself; a dash stands where the rules cannot be run.',
      columns: [
        { title: 'Parameter', name: true },
        { title: 'Moved to' },
        { title: titleOf(safety), numeric: true },
        { title: titleOf(cost), numeric: true },
      ],
      rows: summary.tornado.flatMap(({ parameter, moves }) =>
        moves.map((move) => ({ cells: [parameter, String(move.value), writeSafety(move.safety), writeCost(move.cost)] })),
      ),
    },
  };
  return { kind: 'figures', figures: [drawn] };
}

function swing({ moves }: TornadoBar): number {
  const numbers = moves.flatMap(({ safety }) => (safety === null ? [] : [safety]));
  return numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers);
}

function heatSection({ heatMap: map, safety, paths }: SweepSummary): Block {
  if (map === null) return absent('A map needs a grid of two parameters with 2 to 40 values each.');
  const values = map.safety.flat().filter((value) => value !== null);
  if (values.length === 0) return absent(`No point has ${safety.name}.`);
  const write = writerOf(safety);
  const range = `${write(Math.min(...values))} to ${write(Math.max(...values))}`;
  const drawn: FigureContent = {
    id: 'heat-cells',
    title: `${titleOf(safety)}: ${range}`,
    facts: `n = ${formatCount(paths)} paths per cell.`,
    spec: heatMap(map),
    key: [{ text: `the fuller the colour, the higher: ${range}`, colour: 'unfunded', shape: 'bar' }],
    howToRead: 'Each cell is one point of the grid. Empty cells have rules that cannot be run.',
    numbers: {
      caption: `${titleOf(safety)} by ${map.y} (down) and ${map.x} (across).`,
      dense: true,
      columns: [{ title: map.y }, ...map.xValues.map((value) => ({ title: String(value), numeric: true }))],
      rows: map.yValues.map((value, row) => ({ cells: [String(value), ...map.safety[row].map(write)] })),
    },
  };
  return { kind: 'figures', figures: [drawn] };
}

function reproduceSection(summary: SweepSummary): Block[] {
  const facts = [
    ['Result digest', summary.digest],
    ['Seed', String(summary.seed)],
    ['Seed of the fresh paths', String(summary.freshSeed)],
    ['Paths per point', formatCount(summary.paths)],
    ['Price feedback', summary.feedback],
    ['Breakwater', summary.engineVersion],
  ];
  const all = [...facts, ...summary.parameters.map(({ key, spread }) => [key, spread])];
  const text =
    'All points are in points.csv and points.arrow beside this file. The same inputs and seed give the same rows with any number of ' +
    'workers.';
  return [
    { kind: 'paragraph', text },
    { kind: 'command', text: summary.command },
    { kind: 'facts', facts: all.map(([term, value]) => ({ term, text: [{ code: value }] })) },
  ];
}
