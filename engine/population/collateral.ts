/**
 * Which part of their equity accounts hold in other assets than their margin asset: whale shorts that are hedged hold the coin they
 * are short of; then cross accounts hold coins, each mostly one of them, until the pinned mix of the whole venue is reached.
 */
import { exitCodes, UserError } from '../errors.ts';
import { forEachDrawn } from './equity-draws.ts';
import { requiredRate } from './fitted-positions.ts';
import { marks, type PositionDraws } from './position-draws.ts';
import type { VenueFrame } from './venue-frame.ts';

export interface CollateralBalances {
  readonly balanceStart: Int32Array;
  readonly balanceAsset: Uint8Array;
  readonly balanceUnits: Float64Array;
  /** USD in the balances of each account. */
  readonly valueUsd: Float64Array;
  /** Accounts that became cross accounts because the others could not hold the mix. */
  readonly promoted: number;
  /** Whale shorts whose own coin covers their whole position; the mix may have held too little of it for others. */
  readonly hedged: number;
}

export interface CollateralRequest {
  readonly frame: VenueFrame;
  readonly draws: PositionDraws;
  /** Signed lots per slot. */
  readonly lots: Float64Array;
  /** Per account, USD and index of the margin asset. */
  readonly equityUsd: Float64Array;
  readonly marginAsset: Uint8Array;
}

/** Largest part of an account's equity in coins, and of what its margin leaves over after haircuts. */
const mostInCoins = 0.9;
const mostOfSlack = 0.95;
/** Part of its position from which a short counts as hedged: the rest are whole lots. */
const leastHedge = 0.995;
/** Shares below this are rounding. */
const leastShare = 1e-9;

/** Assigns the pinned mix. Throws UserError when the accounts that may hold other assets cannot hold as much as is pinned. */
export function assignCollateral(request: CollateralRequest): CollateralBalances {
  const holdings = new Holdings(request);
  holdings.hedge();
  const plan = planMix(request, holdings);
  if (plan.demanded.length === 0) return holdings.finish(0);
  const capacityUsd = capacities(request);
  const promoted = promote(request, plan, capacityUsd);
  distribute(request, { plan, capacityUsd, holdings });
  return holdings.finish(promoted);
}

/** Coins per account in USD, written down as rows (account, asset, USD) and turned into units at the end. */
class Holdings {
  readonly #request: CollateralRequest;
  /** USD of hedge coin per account, and which. */
  readonly hedgeUsd: Float64Array;
  readonly hedgeAsset: Int16Array;
  #hedged = 0;
  #rows = 0;
  #account = new Int32Array(0);
  #asset = new Uint8Array(0);
  #units = new Float64Array(0);

  constructor(request: CollateralRequest) {
    this.#request = request;
    const count = request.equityUsd.length;
    this.hedgeUsd = new Float64Array(count);
    this.hedgeAsset = new Int16Array(count).fill(-1);
  }

  hedge(): void {
    const { draws, frame, lots, equityUsd, marginAsset } = this.#request;
    const allowedUsd = pinnedUsd(this.#request);
    for (let account = 0; account < equityUsd.length; account++) {
      if ((draws.marks[account] & marks.hedged) === 0) continue;
      const slot = draws.start[account];
      const instrument = draws.group[slot] >> 1;
      const coin = frame.underlying[instrument];
      if (coin === marginAsset[account]) {
        this.#hedged++;
        continue;
      }
      const notionalUsd = Math.abs(lots[slot]) * frame.lotUsd[instrument];
      this.hedgeAsset[account] = coin;
      this.hedgeUsd[account] = Math.min(notionalUsd, equityUsd[account], Math.max(0, allowedUsd[coin]));
      if (this.hedgeUsd[account] >= leastHedge * notionalUsd) this.#hedged++;
      allowedUsd[coin] -= this.hedgeUsd[account];
      this.add(account, coin, this.hedgeUsd[account]);
    }
  }

  /** Adds a holding; holdings must come in ascending account. Less than half a unit is nothing. */
  add(account: number, asset: number, usd: number): void {
    const units = Math.floor(usd / this.#request.frame.unitUsd[asset] + 0.5);
    if (units < 1) return;
    if (this.#rows === this.#account.length) this.#grow();
    this.#account[this.#rows] = account;
    this.#asset[this.#rows] = asset;
    this.#units[this.#rows++] = units;
  }

  #grow(): void {
    const size = Math.max(256, this.#rows * 2);
    const [account, asset, units] = [new Int32Array(size), new Uint8Array(size), new Float64Array(size)];
    account.set(this.#account);
    asset.set(this.#asset);
    units.set(this.#units);
    [this.#account, this.#asset, this.#units] = [account, asset, units];
  }

  /** Forgets all rows: the distribution writes the hedges again in their place. */
  restart(): void {
    this.#rows = 0;
  }

  finish(promoted: number): CollateralBalances {
    const { frame, equityUsd } = this.#request;
    const valueUsd = new Float64Array(equityUsd.length);
    const balanceStart = new Int32Array(equityUsd.length + 1);
    for (let row = 0; row < this.#rows; row++) {
      balanceStart[this.#account[row] + 1]++;
      valueUsd[this.#account[row]] += this.#units[row] * frame.unitUsd[this.#asset[row]];
    }
    for (let account = 0; account < equityUsd.length; account++) balanceStart[account + 1] += balanceStart[account];
    return {
      balanceStart, valueUsd, promoted, hedged: this.#hedged,
      balanceAsset: this.#asset.slice(0, this.#rows),
      balanceUnits: this.#units.slice(0, this.#rows),
    };
  }
}

/** USD per asset that the pinned mix puts into it. */
function pinnedUsd({ frame, equityUsd }: CollateralRequest): Float64Array {
  let totalUsd = 0;
  for (let account = 0; account < equityUsd.length; account++) totalUsd += equityUsd[account];
  return Float64Array.from(frame.request.assets, ({ id }) => (frame.pins.collateral[id] ?? 0) * totalUsd);
}

/** Who gives and what is wanted, USD. */
interface MixPlan {
  /** Assets of which more is pinned than the accounts hold by themselves, ascending. */
  readonly demanded: readonly number[];
  readonly demandUsd: Float64Array;
  /** Per margin asset: the part of all demand that its accounts hold. */
  readonly donorShare: Float64Array;
  readonly totalDemandUsd: number;
}

function planMix(request: CollateralRequest, holdings: Holdings): MixPlan {
  const missingUsd = pinnedUsd(request);
  const rounding = leastShare * missingUsd.reduce((sum, usd) => sum + usd, 0);
  subtractHeld(missingUsd, request, holdings);
  const demandUsd = missingUsd.map((usd) => (usd > rounding ? usd : 0));
  const surplus = missingUsd.map((usd) => (usd < -rounding ? -usd : 0));
  const totalSurplus = surplus.reduce((sum, usd) => sum + usd, 0);
  return {
    demandUsd,
    demanded: [...demandUsd.keys()].filter((asset) => demandUsd[asset] > 0),
    donorShare: surplus.map((usd) => (totalSurplus > 0 ? usd / totalSurplus : 0)),
    totalDemandUsd: demandUsd.reduce((sum, usd) => sum + usd, 0),
  };
}

/** Equity is held in the margin asset, but for hedges. */
function subtractHeld(missingUsd: Float64Array, { equityUsd, marginAsset }: CollateralRequest, { hedgeUsd, hedgeAsset }: Holdings): void {
  for (let account = 0; account < equityUsd.length; account++) {
    missingUsd[marginAsset[account]] -= equityUsd[account] - hedgeUsd[account];
    if (hedgeAsset[account] >= 0) missingUsd[hedgeAsset[account]] -= hedgeUsd[account];
  }
}

/** The smallest of the weights above 0 that assets have as collateral, at most 1. */
function lowestWeightOf({ request: { assets, collateralWeightOf } }: CollateralRequest['frame']): number {
  let lowest = 1;
  for (let asset = 0; asset < assets.length; asset++) {
    const weight = collateralWeightOf?.(asset) ?? 1;
    if (weight > 0) lowest = Math.min(lowest, weight);
  }
  return lowest;
}

/** USD of coins that each account can hold and still meet its initial margin; 0 for hedged ones. */
function capacities({ frame, draws, lots, equityUsd }: CollateralRequest): Float64Array {
  const lowestWeight = lowestWeightOf(frame);
  const capacityUsd = new Float64Array(equityUsd.length);
  for (let account = 0; account < capacityUsd.length; account++) {
    if (draws.marks[account] & marks.hedged) continue;
    const slack = Math.max(0, equityUsd[account] - requiredUsd(frame, draws, lots, account)) * mostOfSlack;
    capacityUsd[account] = Math.min(mostInCoins * equityUsd[account], lowestWeight < 1 ? slack / (1 - lowestWeight) : Infinity);
  }
  return capacityUsd;
}

/** Initial margin of an account. */
function requiredUsd(frame: VenueFrame, { start, group }: PositionDraws, lots: Float64Array, account: number): number {
  let required = 0;
  for (let slot = start[account]; slot < start[account + 1]; slot++) {
    const instrument = group[slot] >> 1;
    const notional = Math.abs(lots[slot]) * frame.lotUsd[instrument];
    required += requiredRate(frame, instrument, notional) * notional;
  }
  return required;
}

/** Makes isolated accounts cross accounts, largest first, until each margin asset's accounts can hold their part. Returns how many. */
function promote(request: CollateralRequest, plan: MixPlan, capacityUsd: Float64Array): number {
  const { draws, marginAsset, frame } = request;
  const missing = plan.donorShare.map((share) => share * plan.totalDemandUsd * 1.01);
  let largest = 0;
  for (let account = 0; account < capacityUsd.length; account++) {
    if (draws.marks[account] & marks.cross) missing[marginAsset[account]] -= capacityUsd[account];
    else largest = Math.max(largest, capacityUsd[account]);
  }
  let promoted = 0;
  for (let least = largest; largest > 0 && least > largest * 1e-12 && missing.some((usd) => usd > 0); least *= 0.5) {
    for (let account = 0; account < capacityUsd.length; account++) {
      const isCandidate = (draws.marks[account] & marks.cross) === 0 && capacityUsd[account] >= least;
      if (!isCandidate || !(missing[marginAsset[account]] > 0)) continue;
      draws.marks[account] |= marks.cross;
      missing[marginAsset[account]] -= capacityUsd[account];
      promoted++;
    }
  }
  missing.forEach((usd, asset) => {
    if (usd > 0.02 * plan.totalDemandUsd) refuseMix(frame, plan, asset);
  });
  return promoted;
}

function refuseMix(frame: VenueFrame, { demanded, totalDemandUsd }: MixPlan, donor: number): never {
  const { assets } = frame.request;
  const coins = demanded.map((asset) => assets[asset].id).join(', ');
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `the pinned collateral puts ${Math.floor(totalDemandUsd)} USD into ${coins}, more than accounts can hold`,
      expected: `at most ${100 * mostInCoins} % of equity outside the settlement asset ${assets[donor].id}, and initial margin kept`,
      suggestion: `a larger share of ${assets[donor].id} in collateral`,
    },
  ]);
}

interface Distribution {
  readonly plan: MixPlan;
  readonly capacityUsd: Float64Array;
  readonly holdings: Holdings;
}

/** Every cross account prefers one coin; what the friends of a coin cannot hold is spread over everyone's room. */
function distribute(request: CollateralRequest, { plan, capacityUsd, holdings }: Distribution): void {
  const { draws, marginAsset, frame } = request;
  const assetCount = frame.request.assets.length;
  const preferred = preferences(request, plan);
  const friends = new Float64Array(assetCount * assetCount);
  for (let account = 0; account < capacityUsd.length; account++) {
    if (draws.marks[account] & marks.cross) friends[marginAsset[account] * assetCount + preferred[account]] += capacityUsd[account];
  }
  const { own, spill } = fractions(plan, friends, assetCount);
  holdings.restart();
  for (let account = 0; account < capacityUsd.length; account++) {
    if (holdings.hedgeAsset[account] >= 0) holdings.add(account, holdings.hedgeAsset[account], holdings.hedgeUsd[account]);
    if ((draws.marks[account] & marks.cross) === 0 || capacityUsd[account] <= 0) continue;
    const row = marginAsset[account] * assetCount;
    const first = capacityUsd[account] * own[row + preferred[account]];
    for (const asset of plan.demanded) {
      if (asset === marginAsset[account]) continue;
      const usd = (asset === preferred[account] ? first : 0) + (capacityUsd[account] - first) * spill[row + asset];
      if (usd > 0) holdings.add(account, asset, usd);
    }
  }
}

function preferences({ frame, equityUsd }: CollateralRequest, plan: MixPlan): Uint8Array {
  const stream = frame.request.streams('collateral');
  const preferred = new Uint8Array(equityUsd.length);
  forEachDrawn(equityUsd.length, (target) => stream.fillUniforms(target), ({ from, to, draws }) => {
    coinsAt(plan, draws, preferred.subarray(from, to));
  });
  return preferred;
}

/** Fills with the coins at quantiles of all demand. */
function coinsAt({ demanded, demandUsd, totalDemandUsd }: MixPlan, quantiles: Float64Array, coins: Uint8Array): void {
  for (let index = 0; index < coins.length; index++) {
    let rest = quantiles[index] * totalDemandUsd;
    let place = 0;
    while (place < demanded.length - 1 && rest >= demandUsd[demanded[place]]) rest -= demandUsd[demanded[place++]];
    coins[index] = demanded[place];
  }
}

/** Per margin asset and coin. */
interface Fractions {
  /** Part of their capacity that those who prefer the coin use for it. */
  readonly own: Float64Array;
  /** Part of everyone's remaining room that holds what they could not. */
  readonly spill: Float64Array;
}

function fractions({ demanded, demandUsd, donorShare }: MixPlan, friends: Float64Array, assetCount: number): Fractions {
  const own = new Float64Array(friends.length);
  const spill = new Float64Array(friends.length);
  for (let margin = 0; margin < assetCount; margin++) {
    const row = margin * assetCount;
    let room = 0;
    for (const asset of demanded) {
      const wanted = donorShare[margin] * demandUsd[asset];
      own[row + asset] = friends[row + asset] > 0 ? Math.min(1, wanted / friends[row + asset]) : 0;
      room += friends[row + asset] * (1 - own[row + asset]);
    }
    for (const asset of demanded) {
      const left = donorShare[margin] * demandUsd[asset] - own[row + asset] * friends[row + asset];
      spill[row + asset] = left > 0 && room > 0 ? Math.min(1, left / room) : 0;
    }
  }
  return { own, spill };
}
