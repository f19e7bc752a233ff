/**
 * Draws small charts to nowhere. The first drawing of a process takes several times as long as the next, because most of the chart
 * libraries is compiled and set up on the way: a program that waits for something else can have that behind it.
 */
import { fundLevel } from './charts/fund-level.ts';
import { lossWaterfall } from './charts/loss-waterfall.ts';
import { priceAndLiquidations } from './charts/price-and-liquidations.ts';
import { renderChart } from './render-chart.ts';

const timeMs = [0, 3_600_000];
const usd = [1, 2];

export async function rehearseCharts(): Promise<void> {
  const instrument = 'rehearsal';
  const prices = { instrument, timeMs, markUsd: usd, exogenousUsd: usd };
  const liquidations = { instrument, timeMs, longUsd: usd, shortUsd: usd };
  const fund = { asset: 'USD', timeMs, p05Usd: usd, p50Usd: usd, p95Usd: usd, shownUsd: usd };
  const waterfall = { shortfall_usd: 5, fund_usd: 1, backstop_usd: 1, adl_usd: 1, socialized_usd: 1, unfunded_usd: 1 };
  const specs = [
    priceAndLiquidations({ prices, liquidations, priceDomainUsd: [0, 3], maxBinUsd: 3 }),
    lossWaterfall({ waterfall, maxUsd: 5 }),
    fundLevel({ fund, maxUsd: 3 }),
  ];
  for (const spec of specs) await renderChart({ spec, id: instrument, label: instrument });
}
