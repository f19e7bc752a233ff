/** What `simulate rare` prints on stdout. */
import type { PlainRun, RareEstimate, RareResult } from '../engine/study/rare/estimate.ts';
import { formatCount, formatPercent } from '../reports/format.ts';
import { plainText } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream } from './terminal.ts';

export interface RarePageHead {
  readonly title: string;
  readonly seed: number;
  readonly feedback: string;
}

const widestText = 100;
const leadWidth = 13;

/** The whole page, ending in a line feed. */
export function rarePage(result: RareResult, { title, seed, feedback }: RarePageHead, stream: Stream): string {
  const columns = Math.min(widestText, stream.columns);
  const entry = (name: string, text: string): string[] =>
    wrapText(plainText(text), { columns, indent: leadWidth, lead: name.padEnd(leadWidth) });
  const { estimate, withheld, plain, notes } = result;
  const lines = [
    ...wrapText(`${title}: ${result.event} under ${result.parameterSet}, seed ${seed}, feedback ${feedback}`, { columns }),
    ...(estimate ? entry('Probability', estimateText(estimate)) : []),
    ...(withheld ? entry('Withheld', withheld).map((line) => styled(stream, 'yellow', line)) : []),
    ...entry('Method', methodText(result)),
    ...entry('Path-steps', stepsText(result)),
    ...(result.speedUp === null ? [] : entry('Speed-up', speedUpText(result.speedUp))),
    ...entry('Plain run', plainRunText(plain)),
    ...notes.flatMap((note) => entry('Note', note)),
  ];
  return `${lines.join('\n')}\n`;
}

function estimateText({ probability, low, high }: RareEstimate): string {
  return `${shown(probability)}, 95 % interval ${shown(low)} to ${shown(high)}: once in ${formatCount(rounded(1 / probability))} paths`;
}

/** Three significant digits; powers of ten below one in a thousand. */
function shown(probability: number): string {
  if (probability === 0) return '0';
  return probability < 1e-3 ? probability.toExponential(2) : String(Number(probability.toPrecision(3)));
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function methodText({ method, splitting, importance }: RareResult): string {
  if (splitting) {
    const { runs, replicas, killed, stages } = splitting;
    return `adaptive multilevel splitting, ${runs.length} runs of ${replicas} replicas, ${killed} killed at a time, ${stages} stages`;
  }
  if (!importance) return method === 'importance' ? 'importance sampling' : 'adaptive multilevel splitting';
  const { shift, tilt, effectiveSampleSize, largestShare } = importance;
  const jumps = tilt.jumpRate === 1 ? '' : ` and ${rounded(tilt.jumpRate)} times the jumps`;
  const tilted = `shocks of a path moved by ${rounded(shift)} standard deviations${jumps}`;
  return `importance sampling, ${tilted}; ${rounded(effectiveSampleSize)} effective paths, the largest ${formatPercent(largestShare)}`;
}

function stepsText({ pathSteps: { method, pilot, plain, repeated } }: RareResult): string {
  const again = repeated > 0 ? `, ${formatCount(repeated)} of them beginnings that branches walked again` : '';
  return `${formatCount(method)}${again}; pilot ${formatCount(pilot)}; plain run ${formatCount(plain)}`;
}

function speedUpText(speedUp: number): string {
  const asked = 'for an interval as wide, pilot included';
  if (speedUp < 1) return `none: plain Monte Carlo needs ${rounded(speedUp)} times the path-steps ${asked}`;
  return `${rounded(speedUp)} times fewer path-steps than plain Monte Carlo ${asked}`;
}

function plainRunText({ paths, events, low, high, agrees }: PlainRun): string {
  const said = agrees === null ? '' : agrees ? '; agrees' : '; DISAGREES';
  return `${formatCount(events)} of ${formatCount(paths)} paths, 95 % interval ${shown(low)} to ${shown(high)}${said}`;
}
