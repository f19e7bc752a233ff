/** Pass, fail or inconclusive: an interval against a limit. */
import type { Interval } from '../../statistics/intervals.ts';
import type { GateLimit } from './gate-limit.ts';
import type { GateReason, GateVerdict } from './gate-result.ts';

/** Before anybody waives it. */
export type PlainVerdict = Exclude<GateVerdict, 'waived'>;

type Bound = Pick<GateLimit, 'operator' | 'value'>;

/**
 * Passes when the unfavourable end of the interval is inside the limit, fails when the favourable end is beyond it, and is inconclusive
 * otherwise. `==` passes only an interval that is one point.
 */
export function judgeInterval({ low, high }: Interval, { operator, value }: Bound): PlainVerdict {
  const [isInside, isBeyond] = (
    {
      '<=': [high <= value, low > value],
      '<': [high < value, low >= value],
      '>=': [low >= value, high < value],
      '>': [low > value, high <= value],
      '==': [low === value && high === value, low > value || high < value],
    } as const
  )[operator];
  if (isInside) return 'pass';
  return isBeyond ? 'fail' : 'inconclusive';
}

export const reasonOfVerdict: Readonly<Record<PlainVerdict, GateReason>> = {
  pass: 'within-limit',
  fail: 'beyond-limit',
  inconclusive: 'interval-straddles-limit',
};

/** From the unfavourable end of the interval to the limit, positive inside; null where that end is not known. */
export function marginTo({ low, high }: Interval, { operator, value }: Bound): number | null {
  const above = value - high;
  const below = low - value;
  const margin = operator.startsWith('<') ? above : operator.startsWith('>') ? below : Math.min(above, below);
  return Number.isFinite(margin) ? margin : null;
}
