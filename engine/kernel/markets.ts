/**
 * Prices of every market at one instant: the exogenous price, our displacement of it, the book that fills meet, the feed that the
 * oracle reads and the mark that margin reads. Sections 2 and 8 of docs/semantics.md.
 */
import { mapped } from '../math/mapped.ts';
import { exp } from '../math/transcendental.ts';
import type { CloseRun } from './close-run.ts';
import type { BaselineTrace, RunOptions } from './outcome.ts';
import { OwnBaseline } from './own-baseline.ts';
import { TraceReader } from './trace-reader.ts';
import { TraceRecorder } from './trace-recorder.ts';
import type { LiquidityModel, PricePath, WorldSpec } from './world-spec.ts';

const minusLogTwo = -0.6931471805599453;
/** Volume that has decayed below this is forgotten: half a lot; on spot markets, whose lots are whole coins, much less. */
const negligibleLots = 0.5;
const negligibleCoins = 0.0005;

/** Prices and cumulative volumes of all markets of a world; arrays are indexed by market and hold the present instant. */
export class Markets {
  readonly count: number;
  /** Exogenous (or historical) price now. */
  readonly price: Float64Array;
  readonly mark: Float64Array;
  /** Price with our displacement removed, as the feed would show it. */
  readonly exogenousFeed: Float64Array;
  readonly feed: Float64Array;
  /** Lot value of every instrument at its mark. */
  readonly lotValue: Float64Array;
  /** Signed lots and time of the last fill; the volume decays from there. */
  readonly volume: Float64Array;
  readonly volumeTimeMs: Float64Array;
  /** Cumulative volume decayed to this instant; NaN until somebody asks. */
  readonly #volumeNow: Float64Array;
  /** Depth scale of this tick. */
  readonly scale: Float64Array;
  /** Largest factor by which the feed can differ from the price until the next fill, for skipping quiet ticks. */
  readonly displacementNow: Float64Array;
  /** Number of the tick whose prices stand. */
  tick = 0;

  /** Lot value per price, or per inverse price; 1 for markets without an instrument. */
  readonly valueScale: Float64Array;
  readonly isInverse: Uint8Array;

  readonly #models: readonly LiquidityModel[];
  readonly #decayRate: Float64Array;
  /** The baseline's displacement now; NaN until somebody asks at this instant. */
  readonly #baselineDisplacement: Float64Array;
  readonly #deferred: Float64Array;
  readonly #ownBaseline: OwnBaseline;
  /** Prices of the path by market. */
  #prices: Float64Array[] = [];
  #path: PricePath = { timesMs: new Float64Array(1), prices: [], depthScale: [] };
  /** Compared once per path: names from files are another kind of string than those of the code, which compiled code trips over. */
  #isPriceTaker = false;
  #baseline: TraceReader | null = null;
  /** The run is its own baseline: history holds what it does, so that prices are those of history whatever it does. */
  #isBaseline = false;
  #recorder: TraceRecorder | null = null;
  #nowMs = NaN;

  constructor(readonly spec: WorldSpec) {
    this.count = spec.markets.length;
    this.#models = mapped(spec.markets, (market) => market.liquidity);
    this.valueScale = Float64Array.from(spec.markets, (_, market) => spec.instruments[market]?.valueScale ?? 1);
    this.isInverse = Uint8Array.from(spec.markets, (_, market) => (spec.instruments[market]?.contract === 'inverse' ? 1 : 0));
    this.price = new Float64Array(this.count);
    this.mark = new Float64Array(this.count);
    this.exogenousFeed = new Float64Array(this.count);
    this.feed = new Float64Array(this.count);
    this.lotValue = new Float64Array(spec.instruments.length);
    this.volume = new Float64Array(this.count);
    this.volumeTimeMs = new Float64Array(this.count);
    this.#volumeNow = new Float64Array(this.count).fill(NaN);
    this.scale = new Float64Array(this.count).fill(1);
    this.displacementNow = new Float64Array(this.count);
    this.#decayRate = Float64Array.from(this.#models, (model) => (model.halfLifeMs === Infinity ? 0 : minusLogTwo / model.halfLifeMs));
    this.#baselineDisplacement = new Float64Array(this.count);
    this.#deferred = new Float64Array(this.count);
    this.#ownBaseline = new OwnBaseline(this);
  }

  reset(path: PricePath, options: RunOptions): void {
    this.#path = path;
    this.#prices = mapped(this.spec.markets, ({ series }) => path.prices[series]);
    this.#isPriceTaker = options.feedback === 'none';
    const baseline = options.feedback === 'counterfactual' ? (options.baseline ?? null) : null;
    this.#isBaseline = baseline === 'itself';
    this.#baseline = baseline === null || baseline === 'itself' ? null : new TraceReader(baseline);
    this.#recorder = options.recordBaseline ? new TraceRecorder(this.count) : null;
    this.volume.fill(0);
    this.volumeTimeMs.fill(path.timesMs[0]);
    this.#ownBaseline.reset();
    this.#baselineDisplacement.fill(0);
    this.#deferred.fill(0);
    this.scale.fill(1);
  }

  get path(): PricePath {
    return this.#path;
  }

  get trace(): BaselineTrace | null {
    return this.#recorder?.trace ?? null;
  }

  get priceTaker(): boolean {
    return this.#isPriceTaker;
  }

  /** True when the mark of a market is its price as it would be without anybody's displacement. */
  isUndisturbed(market: number): boolean {
    return !this.#isCounterfactual && this.mark[market] === this.price[market];
  }

  /** The exogenous prices of a tick. */
  setTick(tick: number): void {
    this.tick = tick;
    for (let market = 0; market < this.count; market++) {
      this.price[market] = this.#prices[market][tick];
      const scales = this.#path.depthScale[market];
      if (scales) this.scale[market] = scales[tick];
    }
  }

  /** Liquidity recovers to this time; book and feed follow. Marks are set by the caller (oracle) or `markFollowsFeed`. */
  recover(nowMs: number): void {
    this.#nowMs = nowMs;
    if (!this.#isCounterfactual) {
      this.#recoverOwn();
      return;
    }
    for (let market = 0; market < this.count; market++) {
      this.#deferred[market] = 0;
      this.#volumeNow[market] = NaN;
      this.#baselineDisplacement[market] = NaN;
      if (this.#baseline === null) this.#setUndisplaced(market);
      else this.#recoverFrom(this.#baseline, market);
    }
  }

  /** What has decayed to nothing stays nothing until the next fill. */
  #recoverFrom(baseline: TraceReader, market: number): void {
    baseline.moveTo(market, this.#nowMs);
    if (baseline.isSame(market, this.volume[market], this.volumeTimeMs[market])) this.#setUndisplaced(market);
    else this.refresh(market);
  }

  /** `refresh` of every market at a new time where there is no baseline, in one loop: most instants of many markets do nothing else. */
  #recoverOwn(): void {
    const { volume, volumeTimeMs, price, feed, scale, displacementNow, priceTaker } = this;
    const volumeNow = this.#volumeNow;
    for (let market = 0; market < volume.length; market++) {
      const now = this.#decayed(market, volume[market], volumeTimeMs[market], this.#nowMs);
      volumeNow[market] = now;
      if (now === 0 || priceTaker) {
        if (now === 0) volume[market] = 0;
        displacementNow[market] = 0;
        feed[market] = price[market];
        continue;
      }
      const model = this.#models[market];
      const displacement = model.displacement(now, scale[market]);
      displacementNow[market] = displacement;
      feed[market] = displaced(price[market], model.unit, model.passThrough * displacement);
    }
  }

  /** Recomputes displacement and feed of one market after a fill or at a new time. */
  refresh(market: number): void {
    this.#noteDisplacement(market);
    const model = this.#models[market];
    this.feed[market] = displaced(this.price[market], model.unit, model.passThrough * this.displacementNow[market]);
  }

  /** Like `#decay` in a call of its own that returns nothing, because a number returned by a call that is not inlined is boxed. */
  #noteDisplacement(market: number): void {
    this.displacementNow[market] = this.displacement(market);
  }

  #setUndisplaced(market: number): void {
    this.displacementNow[market] = 0;
    this.feed[market] = this.price[market];
  }

  /** The feed with every displacement of ours removed. */
  refreshExogenous(market: number): void {
    const base = this.#baselineNow(market);
    const model = this.#models[market];
    const price = this.price[market];
    this.exogenousFeed[market] = base === 0 ? price : displaced(price, model.unit, model.passThrough * (0 - base));
  }

  setMark(market: number, price: number): void {
    this.mark[market] = price;
    if (market < this.lotValue.length) this.lotValue[market] = this.valueAt(market, price);
  }

  /** Lot value of an instrument at a price of its market (`lotValue` of layout.ts); of another market the price itself. */
  valueAt(market: number, price: number): number {
    return this.isInverse[market] === 1 ? -this.valueScale[market] / price : this.valueScale[market] * price;
  }

  /** Net displacement now, in the liquidity model's unit. */
  displacement(market: number): number {
    if (this.#followsHistory) return 0;
    const volume = this.volumeNow(market);
    const own = volume === 0 ? 0 : this.#models[market].displacement(volume, this.scale[market]);
    return own - this.#baselineNow(market) - this.#deferred[market];
  }

  /** Cumulative signed volume, decayed to now. */
  volumeNow(market: number): number {
    if (this.#volumeNow[market] !== this.#volumeNow[market]) this.#decay(market);
    return this.#volumeNow[market];
  }

  #decay(market: number): void {
    this.#volumeNow[market] = this.#decayed(market, this.volume[market], this.volumeTimeMs[market], this.#nowMs);
  }

  bookPrice(market: number): number {
    return displaced(this.price[market], this.#models[market].unit, this.displacement(market));
  }

  /** Average price of a fill of signed lots now, without trading it. */
  averagePrice(market: number, signedLots: number): number {
    if (this.#followsHistory || this.#models[market].frictionless) return this.price[market];
    const free = this.#freePart(market, signedLots);
    const rest = signedLots - free;
    const start = this.volumeNow(market) + free;
    // A rest that is lost in the addition moves nothing.
    if (start + rest === start) return this.bookPrice(market);
    const restPrice = this.#paidPrice(market, free, rest);
    if (free === 0) return restPrice;
    return (Math.abs(free) * this.bookPrice(market) + Math.abs(rest) * restPrice) / Math.abs(signedLots);
  }

  /** Book price right after a fill of signed lots, without trading it. */
  bookPriceAfter(market: number, signedLots: number): number {
    if (this.#followsHistory || this.#models[market].frictionless) return this.price[market];
    const free = this.#freePart(market, signedLots);
    const volume = this.volumeNow(market);
    const { unit } = this.#models[market];
    const own = this.#ownDisplacement(market, volume + signedLots);
    const moved = free === 0 ? 0 : this.#ownDisplacement(market, volume + free) - this.#ownDisplacement(market, volume);
    const deferred = this.#deferred[market] + moved;
    return displaced(this.price[market], unit, own - this.#baselineNow(market) - deferred);
  }

  /**
   * A number from which `feedAtFill` tells the feed after the fills so far: cheap to take after each of hundreds of fills, of which few are
   * ever asked about. It moves with the feed: smaller after sales.
   */
  fillMark(market: number): number {
    if (!this.#isCounterfactual) return this.volumeNow(market);
    this.refresh(market);
    return this.feed[market];
  }

  /** Feed price of an instant at a `fillMark` of the same instant. */
  feedAtFill(market: number, fillMark: number): number {
    if (this.#isCounterfactual) return fillMark;
    const { unit, passThrough } = this.#models[market];
    return displaced(this.price[market], unit, passThrough * this.#ownDisplacement(market, fillMark));
  }

  /** The same for many, into `feeds`. */
  readFeedsAtFills(market: number, fillMarks: Float64Array, count: number, feeds: Float64Array): void {
    if (this.#isCounterfactual) {
      for (let index = 0; index < count; index++) feeds[index] = fillMarks[index];
      return;
    }
    const model = this.#models[market];
    const { unit, passThrough } = model;
    const price = this.price[market];
    const scale = this.scale[market];
    for (let index = 0; index < count; index++) {
      const volume = fillMarks[index];
      feeds[index] = displaced(price, unit, passThrough * (volume === 0 ? 0 : model.displacement(volume, scale)));
    }
  }

  /** The feed that a tick will show when nothing is filled before it and history is no baseline's. */
  feedAtTick(market: number, tick: number): number {
    const price = this.#prices[market][tick];
    if (this.#followsHistory || this.volume[market] === 0) return price;
    const { unit, passThrough } = this.#models[market];
    const volume = this.#decayed(market, this.volume[market], this.volumeTimeMs[market], this.#path.timesMs[tick]);
    const scale = this.#path.depthScale[market]?.[tick] ?? 1;
    return displaced(price, unit, passThrough * (volume === 0 ? 0 : this.#models[market].displacement(volume, scale)));
  }

  /** True when fills of a market follow from its volume alone, so that `quoteRun` can tell those of many accounts beforehand. */
  followsVolume(): boolean {
    return !this.#isCounterfactual;
  }

  /** Average prices at which a run, from `from` on, would close one after the other, and the volume (`fillMark`) after each. */
  quoteRun(market: number, run: CloseRun, count: number, from = 0): void {
    const model = this.#models[market];
    const price = this.price[market];
    const scale = this.scale[market];
    const { held, averagePrice, fillMark } = run;
    const flat = this.#followsHistory || model.frictionless;
    let volume = this.volumeNow(market);
    for (let index = from; index < count; index++) {
      const after = volume - held[index];
      if (flat) averagePrice[index] = price;
      else if (after === volume) averagePrice[index] = displaced(price, model.unit, this.#ownDisplacement(market, volume));
      else averagePrice[index] = model.averagePrice(price, volume, after, scale);
      fillMark[index] = after;
      volume = after;
    }
  }

  /** Books the fills that were quoted. */
  fillRun(market: number, { held, fillMark }: CloseRun, count: number, from = 0): void {
    const volume = fillMark[count - 1];
    this.volume[market] = volume;
    this.volumeTimeMs[market] = this.#nowMs;
    this.#volumeNow[market] = volume;
    if (this.#recorder === null) return;
    for (let index = from; index < count; index++) this.#recorder.record(market, this.#nowMs, 0 - held[index], fillMark[index]);
  }

  /** Books a fill: the cumulative volume moves, and with it the book. */
  fill(market: number, signedLots: number): void {
    const volume = this.volumeNow(market);
    const free = this.#freePart(market, signedLots);
    if (free !== 0) {
      this.#deferred[market] += this.#ownDisplacement(market, volume + free) - this.#ownDisplacement(market, volume);
      this.#baseline?.use(market, free);
    }
    if (this.#isBaseline) this.#ownBaseline.remember(market, this.#nowMs);
    this.volume[market] = volume + signedLots;
    this.volumeTimeMs[market] = this.#nowMs;
    this.#volumeNow[market] = volume + signedLots;
    this.#recorder?.record(market, this.#nowMs, signedLots, this.volume[market]);
  }

  get #isCounterfactual(): boolean {
    return this.#baseline !== null || this.#isBaseline;
  }

  /** True when nothing that we do moves a price. */
  get #followsHistory(): boolean {
    return this.#isPriceTaker || this.#isBaseline;
  }

  #ownDisplacement(market: number, volume: number): number {
    return volume === 0 ? 0 : this.#models[market].displacement(volume, this.scale[market]);
  }

  #paidPrice(market: number, free: number, rest: number): number {
    const model = this.#models[market];
    const volume = this.volumeNow(market);
    const start = volume + free;
    let undisturbed = this.price[market];
    if (this.#baseline) {
      const moved = free === 0 ? 0 : this.#ownDisplacement(market, start) - this.#ownDisplacement(market, volume);
      const deferred = this.#deferred[market] + moved;
      undisturbed = displaced(undisturbed, model.unit, 0 - this.#baselineNow(market) - deferred);
    }
    return model.averagePrice(undisturbed, start, start + rest, this.scale[market]);
  }

  #freePart(market: number, signedLots: number): number {
    return this.#baseline === null ? 0 : this.#baseline.freePart(market, signedLots);
  }

  #decayed(market: number, volume: number, timeMs: number, nowMs: number): number {
    if (volume === 0) return 0;
    const rate = this.#decayRate[market];
    if (rate === 0 || timeMs === nowMs) return volume;
    const now = volume * exp(rate * (nowMs - timeMs));
    return Math.abs(now) < (market < this.lotValue.length ? negligibleLots : negligibleCoins) ? 0 : now;
  }

  #baselineNow(market: number): number {
    if (!this.#isCounterfactual) return 0;
    const known = this.#baselineDisplacement[market];
    if (known === known) return known;
    const { volumeBefore, volumeBeforeTimeMs } = this.#baseline ?? this.#ownBaseline.readingOf(market, this.#nowMs);
    const volume = this.#decayed(market, volumeBefore[market], volumeBeforeTimeMs[market], this.#nowMs);
    const displacement = this.#ownDisplacement(market, volume);
    this.#baselineDisplacement[market] = displacement;
    return displacement;
  }
}

function displaced(price: number, unit: LiquidityModel['unit'], displacement: number): number {
  if (displacement === 0) return price;
  return unit === 'log' ? price * exp(displacement) : price + displacement;
}
