/**
 * Poisson jumps of a stretch. Points are drawn in the order of a second coordinate, their level, which is Poisson over the length of the
 * stretch, each with a uniform time and a normal for its size; the jumps of a rate are the points whose level lies below it. So times are
 * those of exponential gaps in law, a higher rate adds jumps and moves none, and underlyings with different rates that read the same
 * stream jump together as often as the lower rate says. (J. Kingman, Poisson Processes, 1993, section 5.2: marking and thinning.)
 */
import type { RandomStream } from '../../math/random.ts';
import type { Jump, WalkStretch } from '../price-model.ts';
import type { JumpLaw } from './jump-sizes.ts';

export interface PoissonJumps {
  readonly law: JumpLaw;
  /** Mean jumps per step that no other underlying has. */
  readonly ownPerStep: number;
  /** Mean jumps per step that come from the stream that all underlyings see alike. */
  readonly sharedPerStep: number;
}

/** Splits a yearly rate into what a stretch needs. */
export function poissonJumps(options: { law: JumpLaw; jumpsPerYear: number; sharedShare: number; stepYears: number }): PoissonJumps {
  const perStep = options.jumpsPerYear * options.stepYears;
  return { law: options.law, ownPerStep: perStep * (1 - options.sharedShare), sharedPerStep: perStep * options.sharedShare };
}

/** Appends the jumps of the stretch to its columns, in order of time. */
export function addPoissonJumps({ law, ownPerStep, sharedPerStep }: PoissonJumps, stretch: WalkStretch): void {
  const { jumps } = stretch.out;
  const first = jumps.length;
  if (ownPerStep > 0) drawPoints({ law, perStep: ownPerStep, stream: stretch.own('jumps'), stretch });
  if (sharedPerStep > 0) drawPoints({ law, perStep: sharedPerStep, stream: stretch.shared('jumps'), stretch });
  if (jumps.length - first < 2) return;
  const inOrder = jumps.splice(first).sort(byTime);
  for (const jump of inOrder) jumps.push(jump);
}

function byTime(one: Jump, other: Jump): number {
  return one.step - other.step || one.fraction - other.fraction;
}

function drawPoints({
  law,
  perStep,
  stream,
  stretch,
}: {
  law: JumpLaw;
  perStep: number;
  stream: RandomStream;
  stretch: WalkStretch;
}): void {
  const { fromStep, toStep, out } = stretch;
  const steps = toStep - fromStep;
  let level = stream.exponential() / steps;
  while (level < perStep) {
    out.jumps.push(jumpAt(fromStep + stream.uniformFine() * steps, toStep, law.sizeOf(stream.normal())));
    level += stream.exponential() / steps;
  }
}

/** Keeps a fraction inside (0, 1) when rounding would put it on a border. */
const LEAST_FRACTION = 2.220446049250313e-16;

/** A jump at a time in steps since the start of the path, in the last step before `toStep` at the latest. */
export function jumpAt(atSteps: number, toStep: number, size: number): Jump {
  const step = Math.min(Math.floor(atSteps), toStep - 1);
  return { step, fraction: Math.min(1 - LEAST_FRACTION, Math.max(LEAST_FRACTION, atSteps - step)), size };
}
