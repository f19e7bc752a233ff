/**
 * Draws two charts that nobody sees. The first chart of a process takes several times as long as the next: the libraries are compiled while
 * they draw it. A program that waits for a simulation anyway has that behind it when there is a report to write.
 */
import { lossWaterfall } from './charts/loss-waterfall.ts';
import { priceAndLiquidations } from './charts/price-and-liquidations.ts';
import { renderChart } from './render-chart.ts';

const instrument = 'rehearsal';
const timeMs = [0, 1, 2];

/** Loads the chart libraries and uses them. */
export async function rehearseCharts(): Promise<void> {
  const prices = { instrument, timeMs, markUsd: [3, 1, 2], exogenousUsd: [3, 2, 2] };
  const liquidations = { instrument, timeMs, longUsd: [0, 2, 1], shortUsd: [1, 0, 0] };
  const waterfall = { shortfall_usd: 5, fund_usd: 1, backstop_usd: 1, adl_usd: 1, socialized_usd: 1, unfunded_usd: 1 };
  const specs = [
    priceAndLiquidations({ prices, liquidations, priceDomainUsd: [1, 3], maxBinUsd: 2 }),
    lossWaterfall({ waterfall, maxUsd: 5 }),
  ];
  for (const spec of specs) await renderChart({ spec, id: instrument, label: instrument });
}
