/** Who paid for the losses of a path, added up once more from its row: a second look at what the ledger asserts to the last unit. */

/** The loss and those who can pay for it, in this order. */
export const waterfallMetrics = [
  'shortfall_usd',
  'insurance_fund_used_usd',
  'backstop_used_usd',
  'adl_paid_usd',
  'socialized_loss_usd',
  'unfunded_loss_usd',
] as const;

/** Rows are sums of whole units turned into USD: they agree to rounding. */
const tolerance = 1e-9;

export interface WaterfallGap {
  readonly row: number;
  readonly gapUsd: number;
}

/** The row with the largest difference between the loss and its payers, null where all agree. Columns in the order above. */
export function worstWaterfallGap([shortfall, ...payers]: readonly Float64Array[]): WaterfallGap | null {
  let worst: WaterfallGap | null = null;
  for (let row = 0; row < shortfall.length; row++) {
    const paid = payers.reduce((sum, payer) => sum + payer[row], 0);
    const gapUsd = Math.abs(shortfall[row] - paid);
    const allowed = tolerance * Math.max(1, Math.abs(shortfall[row]), Math.abs(paid));
    if (!(gapUsd <= allowed) && !(gapUsd <= (worst?.gapUsd ?? 0))) worst = { row, gapUsd };
  }
  return worst;
}
