/** Bins of histograms. */

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const mostBins = 30;

/** Square root of the count, between 5 and 30. */
function binCount(count: number): number {
  return Math.min(mostBins, Math.max(5, Math.round(Math.sqrt(count))));
}

/** Positive values in ascending bins of equal ratio, so that a tail of several powers of ten is seen; others are left out. */
export function logBins(values: Float64Array, domain?: readonly [low: number, high: number]): Bin[] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [];
  const [low, high] = domain ?? widened(positive);
  const bins = binCount(positive.length);
  const edges = Array.from({ length: bins + 1 }, (_, edge) => low * (high / low) ** (edge / bins));
  return counted(positive, edges, (value) => (bins * Math.log(value / low)) / Math.log(high / low));
}

/** Ends of a logarithmic axis that holds these values; one value alone gets room on both sides. */
export function logDomain(values: Float64Array): [low: number, high: number] {
  return widened(values.filter((value) => value > 0));
}

function widened(positive: Float64Array): [low: number, high: number] {
  const low = positive.reduce((least, value) => Math.min(least, value), Infinity);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  return high / low < 1.02 ? [low / 1.1, high * 1.1] : [low, high];
}

/** Differences in bins of equal width that have 0 at an edge; ends hold what lies beyond the middle 99 %. Exact zeros are left out. */
export function differenceBins(values: Float64Array): Bin[] {
  const moved = values.filter((value) => value !== 0).sort();
  if (moved.length === 0) return [];
  const cut = Math.floor(moved.length * 0.005);
  const low = Math.min(0, moved[cut]);
  const high = Math.max(0, moved[moved.length - 1 - cut]);
  const width = (high - low) / binCount(moved.length);
  const below = Math.ceil(-low / width - 1e-9);
  const bins = below + Math.ceil(high / width - 1e-9);
  const edges = Array.from({ length: bins + 1 }, (_, edge) => (edge - below) * width);
  return counted(moved, edges, (value) => below + value / width);
}

function counted(values: Float64Array, edges: readonly number[], place: (value: number) => number): Bin[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) counts[Math.min(counts.length - 1, Math.max(0, Math.floor(place(value))))]++;
  return counts.map((count, bin) => ({ from: edges[bin], to: edges[bin + 1], count }));
}
