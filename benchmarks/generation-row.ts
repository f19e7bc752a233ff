/** The time that price paths take, against a C loop that draws the same law with the same generator. */
import { findPolicy } from '../engine/policies/registry.ts';
import { pathSource } from '../engine/study/price-paths.ts';
import type { PathSource } from '../engine/study/price-paths.ts';
import { formatSpread, ratiosOf, short, spreadOf } from './ratio.ts';
import { scenarioOf } from './studies.ts';
import type { Yardstick } from './yardstick.ts';

const steps = 1440;
const dayMs = 86_400_000;
const volatility = 0.764;
const pathsPerRound = 4000;

function sourceOf(): PathSource {
  const parameters = findPolicy('price', 'gbm').parameters.parse({ volatility }) as Record<string, unknown>;
  const model = { kind: 'price', policy: 'gbm', parameters } as const;
  const series = { X: { kind: 'model', startPrice: 100, model, candles: null } } as const;
  const scenario = scenarioOf({ grid: { stepMs: dayMs / steps, extremes: 'none', substeps: 1 } });
  return pathSource({ scenario, series, startMs: 0, endMs: dayMs });
}

function drawAll(source: PathSource, first: number): number {
  let ends = 0;
  const start = performance.now();
  for (let path = first; path < first + pathsPerRound; path++) ends += source.draw(path).prices[0][steps];
  const ns = ((performance.now() - start) * 1e6) / pathsPerRound;
  if (!(ends > 0)) throw new Error('paths without prices');
  return ns;
}

/** Without a compiler only our own time is told. */
export function runGenerationRow(yardstick: Yardstick | null, rounds = 7): string[] {
  const source = sourceOf();
  drawAll(source, 0);
  const ours: number[] = [];
  const theirs: number[] = [];
  const deviation = volatility / Math.sqrt(365 * steps);
  for (let round = 0; round < rounds; round++) {
    if (yardstick) theirs.push(yardstick.generate({ steps, paths: pathsPerRound, repeats: 3, deviation }).nsPerPath.median);
    drawAll(source, 0);
    ours.push(drawAll(source, (round + 1) * pathsPerRound));
  }
  const engine = `engine: ${formatSpread(spreadOf(ours.map((ns) => ns / 1e3)))} us per path`;
  if (!yardstick) return [engine, 'no C compiler (cc): no yardstick to compare with'];
  const ratio = formatSpread(ratiosOf({ of: ours, to: theirs }));
  return [engine, `takes ${ratio} times as long as the C loop (${short(spreadOf(theirs).median / 1e3)} us)`];
}
