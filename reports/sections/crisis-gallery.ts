/** How deep and how fast this run fell beside real crashes, so that a reader can tell how severe the scenario is. */
import type { EvidenceSet, PriceSeries, RunFolder } from '../../engine/study/run-folder-types.ts';
import { crisisPanel } from '../charts/crisis-panel.ts';
import type { DropBar } from '../charts/crisis-panel.ts';
import { crises, dropFor, dropOf, longestFallMs } from '../crises.ts';
import type { Crisis, CrisisDrop } from '../crises.ts';
import type { FigureContent } from '../document.ts';
import { formatPercent, formatPrice, formatSpan, formatTime, missing } from '../format.ts';
import { presentValues } from '../path-values.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const crisisGallery: Section = {
  id: 'crisis-gallery',
  title: 'Beside real crashes',
  blocks: (run) => {
    const [set] = run.evidence.sets;
    const fall = deepestFall(set);
    if (fall === null) return [absent('The run kept no prices of its shown path, so there is nothing to hold against real crashes.')];
    const median = medianDrop(run, set);
    return [
      { kind: 'paragraph', text: introduction(set, fall) },
      { kind: 'figures', figures: crises.map((crisis) => panel({ crisis, set, fall, median, paths: run.summary.paths })) },
    ];
  },
};

/** The largest drop from a running high to a later low on the shown path. */
interface Fall {
  readonly instrument: string;
  readonly drop: number;
  readonly lengthMs: number;
}

function deepestFall({ prices }: EvidenceSet): Fall | null {
  const falls = prices.filter(({ markUsd }) => markUsd.length > 1).map(fallOf);
  return falls.length === 0 ? null : falls.reduce((deepest, fall) => (fall.drop > deepest.drop ? fall : deepest));
}

function fallOf({ instrument, timeMs, markUsd }: PriceSeries): Fall {
  let high = 0;
  let deepest: Fall = { instrument, drop: 0, lengthMs: 0 };
  for (let point = 1; point < markUsd.length; point++) {
    if (markUsd[point] > markUsd[high]) high = point;
    const drop = 1 - markUsd[point] / markUsd[high];
    if (drop > deepest.drop) deepest = { instrument, drop, lengthMs: timeMs[point] - timeMs[high] };
  }
  return deepest;
}

/** Median over paths of the drop from the first price to the lowest; null where the run kept none. */
function medianDrop(run: RunFolder, { id }: EvidenceSet): { drop: number; n: number } | null {
  const lows = presentValues(run, id, 'price_low_ratio').sort();
  return lows.length === 0 ? null : { drop: 1 - lows[Math.floor((lows.length - 1) / 2)], n: lows.length };
}

function introduction({ title }: EvidenceSet, { instrument, drop, lengthMs }: Fall): string {
  return (
    `On the shown path of ${title}, ${instrument} fell by ${formatPercent(drop)} from its running high to a later low within ` +
    `${formatSpan(lengthMs)}. Each panel holds that against one real crash in a fixed window.`
  );
}

interface Panel {
  readonly crisis: Crisis;
  readonly set: EvidenceSet;
  readonly fall: Fall;
  readonly median: { readonly drop: number; readonly n: number } | null;
  readonly paths: number;
}

function panel({ crisis, set, fall, median, paths }: Panel): FigureContent {
  const real = dropFor(crisis, fall.instrument);
  const bars = [
    bar(`${real.underlying}, ${crisis.id}`, dropOf(real), 'exogenous'),
    bar('This run, shown path', fall.drop, 'long'),
    ...(median === null ? [] : [bar('This run, median low', median.drop, 'short')]),
  ];
  const medianText = median === null ? '' : `, median over ${median.n} paths`;
  return {
    id: `crisis-${crisis.id}`,
    title: `${crisis.title}: ${real.underlying} fell ${formatPercent(dropOf(real))}`,
    facts: `${realFacts(crisis, real)} This run: path ${set.shownPath.index} of ${paths}${medianText}.`,
    spec: crisisPanel(bars),
    key: [],
    howToRead:
      'Real and shown drops run from the running high to the later low, the median low from the first price of a path to its lowest. A ' +
      'run that falls less than history has fallen is no stress test of that history.',
    numbers: {
      caption: `${crisis.title}, ${crisis.source}, window ${crisis.start} to ${crisis.end}`,
      columns: [{ title: 'Underlying' }, ...['High', 'Low', 'Drop', 'At most within'].map((title) => ({ title, numeric: true }))],
      rows: crisis.drops.map((drop) => ({
        cells: [
          drop.underlying,
          { text: formatPrice(drop.highUsd), value: drop.highUsd },
          { text: formatPrice(drop.lowUsd), value: drop.lowUsd },
          { text: formatPercent(dropOf(drop)), value: dropOf(drop) },
          formatSpan(longestFallMs(crisis, drop)),
        ],
      })),
    },
  };
}

function bar(title: string, drop: number, fill: DropBar['fill']): DropBar {
  return { title, drop, label: drop >= 0 ? formatPercent(drop) : missing, fill };
}

function realFacts(crisis: Crisis, drop: CrisisDrop): string {
  const fall = `Low at ${formatTime(Date.parse(drop.lowTime))}, at most ${formatSpan(longestFallMs(crisis, drop))} after the high.`;
  return `${fall} Liquidated: ${crisis.liquidated ?? 'no figure that sources agree on'}.`;
}
