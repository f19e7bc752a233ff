/** Only as much is closed as brings the account back to its target. */
import { z } from 'zod';
import type { LiquidationRequest } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import { durationMs, durationText, liquidationFee } from '../parameter-types.ts';

const defaultTarget = 1.1;
const defaultFee = 0.005;

/** 2^-40 of a position: below one lot for any position that a ledger of doubles holds with room to spare. */
const bisections = 40;
const scanSteps = 16;

function reaches(request: LiquidationRequest, fraction: number, target: number): boolean {
  return request.marginEquityAfter(fraction) >= target * request.requirementAfter(fraction);
}

/**
 * First step of a coarse scan that reaches the target, as a fraction; 0 when none does. Impact makes the surplus concave in the
 * fraction, so the whole may miss what a part reaches; then the scan finds the part.
 */
function firstReaching(request: LiquidationRequest, target: number): number {
  for (let step = 1; step < scanSteps; step++) {
    if (reaches(request, step / scanSteps, target)) return step / scanSteps;
  }
  return 0;
}

/** The border of the target below `reached`. The lower end is returned: rounding up to lots then gives the smallest count that reaches. */
function borderBelow(request: LiquidationRequest, target: number, reached: number): number {
  let low = 0;
  let high = reached;
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2;
    if (reaches(request, middle, target)) high = middle;
    else low = middle;
  }
  return low > 0 ? low : high;
}

/**
 * Smallest fraction whose closing at market, fee and impact included, leaves margin equity at `target` times the requirement;
 * 1 when no fraction does. With a linear book and one position this solves x = (mu_t n - e) / (m (mu_t - f - slip(x))).
 */
export function smallestFractionAtTarget(request: LiquidationRequest, target: number): number {
  const reached = reaches(request, 1, target) ? 1 : firstReaching(request, target);
  return reached > 0 ? borderBelow(request, target, reached) : 1;
}

export const partialLiquidation = definePolicy({
  kind: 'liquidation',
  name: 'partial',
  version: 1,
  summary: 'Closes the smallest fraction of every position that leaves the account at its target margin; everything when none does.',
  references: [
    { text: 'Drift v2: liquidation ends at a buffered requirement', url: 'https://github.com/drift-labs/protocol-v2' },
    { text: 'OKX, Bybit: reduction to the tier whose margin the account satisfies' },
  ],
  parameters: z.strictObject({
    target: z
      .number()
      .min(1)
      .max(100)
      .default(defaultTarget)
      .describe('Margin equity to be left, as a multiple of the maintenance requirement that is left; ratio'),
    interval: durationText().default('0s').describe('Least time between two actions on one account; duration'),
    fee: liquidationFee(defaultFee),
  }),
  create(parameters) {
    const { target } = parameters;
    return {
      fractionToClose: (request) => smallestFractionAtTarget(request, target),
      intervalMs: durationMs(parameters.interval),
      alwaysFull: false,
      feeRate: parameters.fee,
    };
  },
});
