/**
 * A fund that lives on liquidations and nothing else: accounts stand on the rungs of a ladder, the price goes down one rung a minute, and
 * closes the account there at its bankruptcy price plus what the fund gains by it, or less what it loses.
 */
import type { PathOutcome } from '../../engine/kernel/outcome.ts';
import type { RandomStream } from '../../engine/math/random.ts';
import { account, choice, minuteMs, parameterInput, simulationOf, studyInput, ticks } from '../golden/study-inputs.ts';

export interface LadderRules {
  /** Accounts, which are liquidated one after the other. */
  readonly rungs: number;
  /** Distance of two bankruptcy prices, USD; changes of the fund lie within a third of it on either side. */
  readonly spacingUsd: number;
  /** In the fund at the start. */
  readonly openingUsd: number;
}

export interface FundLadder {
  /** The outcome of a path on which the fund gains these amounts one after the other, or loses them where negative; one rung each. */
  run(changesUsd: readonly number[]): PathOutcome;
}

/** Prices stay near a level that is large against the ladder, so that the maintenance margin is the same on all rungs. */
const ladderHeights = 20;
/** Held on every rung: many cheap coins, because cash units are chosen for the case that all cash is in the dearest one. */
const coins = 1e6;

/** The engine: full liquidation, no fees, no impact, a fund that takes what is left and pays what is missing. */
export function fundLadder({ rungs, spacingUsd, openingUsd }: LadderRules): FundLadder {
  const topUsd = ladderHeights * rungs * spacingUsd;
  const entryUsd = topUsd + spacingUsd;
  const bankruptcyUsd = Float64Array.from({ length: rungs }, (_, rung) => topUsd - rung * spacingUsd);
  const accounts = Array.from(bankruptcyUsd, (price, rung) => account(`rung-${rung}`, entryUsd - price, { 'X-PERP': coins }));
  const maintenance = (0.45 * spacingUsd) / topUsd;
  const timesMs = Float64Array.from({ length: rungs + 1 }, (_, tick) => tick * minuteMs);
  const { simulation } = simulationOf(
    studyInput({
      series: { X: ticks([entryUsd / coins, topUsd / coins]) },
      scenario: { accounts, feedback: 'none' },
      sets: [
        parameterInput({
          margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance }),
          liquidation: choice('liquidation', 'full', { fee: 0 }),
          losses: [choice('loss', 'insurance-fund', { 'opening': { USD: openingUsd }, 'takes-surplus': true })],
        }),
      ],
    }),
  );
  return {
    run: (changesUsd) => {
      const prices = Float64Array.of(entryUsd / coins, ...changesUsd.map((change, rung) => (bankruptcyUsd[rung] + change) / coins));
      return simulation.run({ timesMs: timesMs.subarray(0, prices.length), prices: [prices], depthScale: [null] }, { feedback: 'none' });
    },
  };
}

/** Rungs that are enough for nearly every game below. */
export const gameRungs = 3000;

/** A game of D24: units won with a chance, lost otherwise, until none is left or there are `target`. */
export function playGame(stream: RandomStream, { units, gain, target }: { units: number; gain: number; target: number }): number[] {
  const changes: number[] = [];
  for (let fund = units; fund > 0 && fund < target && changes.length < gameRungs; fund += changes[changes.length - 1]) {
    changes.push(stream.uniform() < gain ? 1 : -1);
  }
  return changes;
}

/** A fund above this is safe to e^-15. */
const safeUsd = 90;

/** A fund of D25 between claims of mean 1: premiums at 1.2 a claim over an exponential time, less the claim; until it is ruined or safe. */
export function claimChanges(stream: RandomStream, fundUsd: number): number[] {
  const changes: number[] = [];
  for (let fund = fundUsd; fund >= 0 && fund < safeUsd && changes.length < gameRungs; fund += changes[changes.length - 1]) {
    changes.push(1.2 * stream.exponential() - stream.exponential());
  }
  return changes;
}
