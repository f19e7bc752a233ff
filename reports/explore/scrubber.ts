/** A path to walk through minute by minute: a still drawing that everybody sees, and controls that the page's script wakes. */
import { pathTimeline, plotOf } from '../charts/path-timeline.ts';
import type { KeyEntry } from '../document.ts';
import { html, trusted } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { renderChart } from '../render-chart.ts';
import { dataElement } from './data-element.ts';
import { packColumns } from './pack-columns.ts';
import type { PackedColumns } from './pack-columns.ts';
import { pathSteps } from './path-steps.ts';
import type { PathSeries, PathSteps } from './path-steps.ts';

export interface ScrubberOptions extends PathSeries {
  /** Unique in the page; a-z, 0-9 and -. */
  readonly id: string;
  /** What is walked through, e.g. `BTC-PERP on path 17`. */
  readonly title: string;
  /** Shown without being asked for. */
  readonly open?: boolean;
}

/**
 * The block for one instrument of one parameter set. Without a script it shows the drawing alone; printed, it is left out: the same
 * numbers stand in the figures of prices and of the fund. null for a path with fewer than two times.
 */
export async function scrubberBlock(options: ScrubberOptions): Promise<Markup | null> {
  const { id, title, prices, fund, open = true } = options;
  if (prices.timeMs.length < 2) return null;
  const spec = pathTimeline(options);
  const label = `Chart: ${title}, price${fund === null ? '' : ', insurance fund'} and liquidations over time.`;
  const drawing = await renderChart({ spec, id: `${id}-drawing`, label });
  return html`<details class="scrubber" id="${id}"${open ? html` open` : null}><summary>Step by step: ${title}</summary>
<div class="scrub-body"><div class="picture"><ul class="key">${keyOf(options).map(keyItem)}</ul>
${trusted(drawing)}
<div class="scrub-controls" hidden><label for="${id}-slider">Time</label>
<input type="range" id="${id}-slider" min="0" max="${prices.timeMs.length - 1}" step="1" value="0"></div>
<div class="scrub-buttons"></div></div>
<div class="scrub-said" hidden></div></div>
${dataElement(`${id}-data`, { ...packedSteps(pathSteps(options)), plot: plotOf(spec) })}</details>
`;
}

/** Columns and events, in fewer characters. */
function packedSteps({ events, ...columns }: PathSteps): { columns: PackedColumns; events: PackedColumns } {
  const known = Object.entries(columns).flatMap(([name, column]) => (column === null ? [] : [[name, column] as const]));
  const names = ['step', 'kind', 'account', 'side', 'notionalUsd', 'priceUsd', 'shortfallUsd', 'ofKind'] as const;
  const told = Object.fromEntries(names.map((name) => [name, events.map((event) => event[name])]));
  return { columns: packColumns(Object.fromEntries(known)), events: packColumns(told) };
}

function keyOf({ liquidations }: PathSeries): KeyEntry[] {
  const has = (amounts: readonly number[] | undefined): boolean => amounts?.some((usd) => usd > 0) ?? false;
  return [
    { text: 'Mark price', colour: 'price', shape: 'line' },
    { text: 'Exogenous price', colour: 'exogenous', shape: 'dashed' },
    ...(has(liquidations?.longUsd) ? [{ text: 'Longs liquidated', colour: 'long', shape: 'bar' } as const] : []),
    ...(has(liquidations?.shortUsd) ? [{ text: 'Shorts liquidated', colour: 'short', shape: 'bar' } as const] : []),
  ];
}

function keyItem({ text, colour, shape }: KeyEntry): Markup {
  return html`<li><i class="${shape} of-${colour}"></i>${text}</li>`;
}
