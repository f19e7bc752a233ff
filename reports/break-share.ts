/** Where a venue breaks: paths on which others had to pay, by how deep prices fell. */
import { clopperPearson } from '../engine/statistics/intervals.ts';
import type { Interval } from '../engine/statistics/intervals.ts';
import type { RunFolder } from '../engine/study/run-folder-types.ts';

/** A path with where it went and what it did. */
export interface JudgedPath {
  /** Number of the path in the study. */
  readonly path: number;
  /** Lowest mark over the first one, of the instrument that fell furthest. */
  readonly lowRatio: number;
  readonly isBroken: boolean;
}

const breaking = ['unfunded_loss_usd', 'socialized_loss_usd', 'adl_paid_usd', 'adl_notional_usd'];

/** Every path with a price and at least one column that tells whether it broke: losses were unfunded, socialised or auto-deleveraged. */
export function judgedPaths({ outcomes }: RunFolder, setId: string): JudgedPath[] {
  const lows = outcomes.column(setId, 'price_low_ratio');
  const columns = breaking.map((metric) => outcomes.column(setId, metric)).filter((column) => column !== null);
  if (lows === null || columns.length === 0) return [];
  const judged: JudgedPath[] = [];
  lows.forEach((lowRatio, row) => {
    if (lowRatio !== lowRatio) return;
    judged.push({ path: outcomes.firstPath + row, lowRatio, isBroken: columns.some((column) => column[row] > 0) });
  });
  return judged;
}

/** Paths with lows between two ends. */
export interface BreakBin {
  readonly from: number;
  readonly to: number;
  readonly paths: number;
  readonly broken: number;
  /** Exact 95 % (Clopper-Pearson). */
  readonly interval: Interval;
}

const mostBins = 10;

/** Groups of about equally many paths by depth of the low, deepest first: at most ten, of five paths or more where there are enough. */
export function breakBins(paths: readonly JudgedPath[]): BreakBin[] {
  const sorted = [...paths].sort((one, other) => one.lowRatio - other.lowRatio || one.path - other.path);
  const bins = Math.max(1, Math.min(mostBins, Math.floor(sorted.length / 5)));
  return Array.from({ length: bins }, (_, bin) => {
    const group = sorted.slice(Math.floor((bin * sorted.length) / bins), Math.floor(((bin + 1) * sorted.length) / bins));
    const broken = group.filter(({ isBroken }) => isBroken).length;
    const interval = clopperPearson({ events: broken, trials: group.length, confidence: 0.95 });
    return { from: group[0].lowRatio, to: group[group.length - 1].lowRatio, paths: group.length, broken, interval };
  });
}

/** The path that broke at the highest low and the one that held at the deepest; null where there is none. */
export function breakingPoint(paths: readonly JudgedPath[]): { mildestBroken: JudgedPath | null; severestHeld: JudgedPath | null } {
  let mildestBroken: JudgedPath | null = null;
  let severestHeld: JudgedPath | null = null;
  for (const path of paths) {
    if (path.isBroken && (mildestBroken === null || path.lowRatio > mildestBroken.lowRatio)) mildestBroken = path;
    if (!path.isBroken && (severestHeld === null || path.lowRatio < severestHeld.lowRatio)) severestHeld = path;
  }
  return { mildestBroken, severestHeld };
}
