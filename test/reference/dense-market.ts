/** Prices, liquidity, oracles, breakers and funding (docs/semantics.md, section 2). */
import { assert } from '../../engine/math/assert.ts';
import { roundHalfAway } from '../../engine/math/round.ts';
import { exp } from '../../engine/math/transcendental.ts';
import type { OracleFeed } from '../../engine/kernel/world-spec.ts';
import { lotValue, type InstrumentState, type MarketState, type Publication, type VenueState, type World } from './dense-world.ts';

const MINUS_LN2 = -0.6931471805599453;
/** A cumulative volume of less than half a lot moves nothing; on a spot market, counted in coins, less than 0.0005. */
const SMALLEST_VOLUME = 0.5;
const SMALLEST_COINS = 0.0005;

function snapped(market: MarketState, volume: number): number {
  const smallest = market.spot ? SMALLEST_COINS : SMALLEST_VOLUME;
  return Math.abs(volume) < smallest ? 0 : volume;
}

/** A cumulative volume that stood after a fill, seen later: it fades with the half-life. */
function decayedVolume(market: MarketState, { volume, elapsedMs }: { readonly volume: number; readonly elapsedMs: number }): number {
  const { halfLifeMs } = market.spec.liquidity;
  if (halfLifeMs === Infinity || elapsedMs === 0) return volume;
  const decay = MINUS_LN2 / halfLifeMs;
  return snapped(market, volume * exp(decay * elapsedMs));
}

function displaced(market: MarketState, displacement: number): number {
  if (displacement === 0) return market.exogenous;
  return market.spec.liquidity.unit === 'log' ? market.exogenous * exp(displacement) : market.exogenous + displacement;
}

function displacementAt(market: MarketState, volume: number): number {
  const { liquidity } = market.spec;
  return liquidity.frictionless ? 0 : liquidity.displacement(volume, market.scale);
}

/** Displacement of the book, net of the baseline's and of what is deferred to the end of the instant (section 8). */
function netDisplacement(world: World, market: MarketState, flow: Flow): number {
  if (world.feedback === 'none') return 0;
  return displacementAt(market, flow.volume) - market.baselineDisplacement - flow.deferred;
}

export function bookPrice(world: World, market: MarketState): number {
  return displaced(market, netDisplacement(world, market, market));
}

/** Price of the other feeds: they follow a share of the displacement, at once or from the next instant on. */
export function feedPrice(world: World, market: MarketState): number {
  const { passThrough, delay } = market.spec.liquidity;
  const seen = delay === 'next-tick' ? { volume: market.startVolume, deferred: 0 } : market;
  return displaced(market, passThrough * netDisplacement(world, market, seen));
}

/** The feed with all displacement of our flow removed. */
function exogenousFeed(market: MarketState): number {
  return displaced(market, market.spec.liquidity.passThrough * (0 - market.baselineDisplacement));
}

/** What a fill leaves behind it. */
export interface Flow {
  readonly volume: number;
  readonly deferred: number;
}

export interface Fill extends Flow {
  readonly averagePrice: number;
  /** Book price after the fill. */
  readonly bookAfter: number;
  /** Signed part that the baseline traded too. */
  readonly free: number;
}

/** What trading a signed volume (negative: a sale) would cost now. */
export function previewFill(world: World, market: MarketState, signedVolume: number): Fill {
  const free = freePart(market, signedVolume);
  const volumeAfterFree = market.volume + free;
  const moved = displacementAt(market, volumeAfterFree) - displacementAt(market, market.volume);
  const deferred = free === 0 ? market.deferred : market.deferred + moved;
  const rest = signedVolume - free;
  const end = volumeAfterFree + rest;
  const volume = market.volume + signedVolume;
  const averagePrice = blend({
    total: Math.abs(signedVolume), free: Math.abs(free), freePrice: bookPrice(world, market),
    // A rest that is lost in the addition moves nothing.
    rest: end === volumeAfterFree ? 0 : Math.abs(rest),
    restPrice: () => priceOfMovingPart(world, market, { from: volumeAfterFree, to: end, deferred }),
  });
  const bookAfter = displaced(market, netDisplacement(world, market, { volume, deferred }));
  return { volume, deferred, averagePrice, bookAfter, free };
}

/** What the baseline traded in this instant too, in the same direction. */
function freePart(market: MarketState, signedVolume: number): number {
  if (market.spec.liquidity.frictionless) return 0;
  return signedVolume < 0 ? 0 - Math.min(-signedVolume, market.freeSales) : Math.min(signedVolume, market.freePurchases);
}

interface Movement {
  readonly from: number;
  readonly to: number;
  readonly deferred: number;
}

function priceOfMovingPart(world: World, market: MarketState, { from, to, deferred }: Movement): number {
  const { liquidity } = market.spec;
  if (world.feedback === 'none' || liquidity.frictionless) return market.exogenous;
  const undisturbed = displaced(market, 0 - market.baselineDisplacement - deferred);
  return liquidity.averagePrice(undisturbed, from, to, market.scale);
}

interface Parts {
  readonly total: number;
  readonly free: number;
  readonly freePrice: number;
  readonly rest: number;
  readonly restPrice: () => number;
}

function blend({ total, free, freePrice, rest, restPrice }: Parts): number {
  if (rest === 0) return freePrice;
  return free === 0 ? restPrice() : (free * freePrice + rest * restPrice()) / total;
}

/** Trades a signed volume on a market's book. */
export function executeFill(world: World, market: MarketState, signedVolume: number): Fill {
  const fill = previewFill(world, market, signedVolume);
  if (fill.free !== 0) world.records.occurrences.freeFills++;
  market.volume = fill.volume;
  market.deferred = fill.deferred;
  if (fill.free < 0) market.freeSales += fill.free;
  else market.freePurchases -= fill.free;
  market.volumeAtFill = fill.volume;
  market.fillMs = world.timeMs;
  market.touched = true;
  recordTraded(world, market, signedVolume);
  return fill;
}

/** One record per market and instant in which it traded. */
function recordTraded(world: World, market: MarketState, signedVolume: number): void {
  const trace = world.trace.markets[market.index];
  if (trace.timesMs.at(-1) !== world.timeMs) {
    trace.timesMs.push(world.timeMs);
    trace.sold.push(0);
    trace.bought.push(0);
    trace.volumeAfter.push(0);
  }
  const last = trace.timesMs.length - 1;
  if (signedVolume < 0) trace.sold[last] -= signedVolume;
  else trace.bought[last] += signedVolume;
  trace.volumeAfter[last] = market.volumeAtFill;
}

/** Counterfactual: the displacement that the baseline brought into this instant, and what it trades in it. */
function readBaseline(world: World, market: MarketState): Pick<MarketState, 'baselineDisplacement' | 'freeSales' | 'freePurchases'> {
  if (world.feedback !== 'counterfactual') return { baselineDisplacement: 0, freeSales: 0, freePurchases: 0 };
  assert(world.baseline !== undefined, 'counterfactual mode needs a baseline');
  const { timesMs, sold, bought, volumeAfter } = world.baseline.markets[market.index];
  const now = timesMs.indexOf(world.timeMs);
  const free = { freeSales: sold[now] ?? 0, freePurchases: bought[now] ?? 0 };
  const last = timesMs.findLastIndex((recordMs) => recordMs < world.timeMs);
  if (last === -1) return { baselineDisplacement: 0, ...free };
  const volume = decayedVolume(market, { volume: volumeAfter[last], elapsedMs: world.timeMs - timesMs[last] });
  return { baselineDisplacement: displacementAt(market, volume), ...free };
}

/** Phases price and liquidity for one market at the beginning of an instant. */
function beginInstant(world: World, market: MarketState): void {
  market.exogenous = world.path.prices[market.spec.series][world.tick];
  market.scale = world.path.depthScale[market.index]?.[world.tick] ?? 1;
  market.volume = decayedVolume(market, { volume: market.volumeAtFill, elapsedMs: world.timeMs - market.fillMs });
  market.startVolume = market.volume;
  Object.assign(market, readBaseline(world, market));
  market.deferred = 0;
  market.touched = false;
}

/** The latest publication that is visible by now, or NaN; drops what is visible from the list. */
function takeVisible(publications: Publication[], timeMs: number): { readonly price: number; readonly rest: Publication[] } {
  let price = NaN;
  for (const publication of publications) if (publication.visibleMs <= timeMs) price = publication.price;
  return { price, rest: publications.filter((publication) => publication.visibleMs > timeMs) };
}

interface Observation {
  readonly oracle: OracleFeed | null;
  readonly publications: Publication[];
  readonly price: number;
  readonly timeMs: number;
}

/** What an oracle makes of a price: the mark it sets now (NaN: it sets none) and what becomes visible later. */
function observe({ oracle, publications, price, timeMs }: Observation): { mark: number; publications: Publication[] } {
  if (oracle === null) return { mark: price, publications };
  const visible = takeVisible(publications, timeMs);
  const visibleMs = oracle.observe(timeMs, price);
  if (visibleMs < 0) return { mark: visible.price, publications: visible.rest };
  if (visibleMs <= timeMs) return { mark: oracle.pendingPrice, publications: visible.rest };
  return { mark: visible.price, publications: [...visible.rest, { visibleMs, price: oracle.pendingPrice }] };
}

/** Both oracles of a quote make instants: when something becomes visible, and when they want to look again. */
function scheduleOracle(world: World, oracle: OracleFeed | null, publications: readonly Publication[]): void {
  for (const { visibleMs } of publications) schedule(world, visibleMs);
  if (oracle !== null) schedule(world, oracle.nextWakeMs(world.timeMs));
}

/** A venue looks at one market. Before the first publication the mark is the feed itself. */
function quoteMarket(world: World, venue: VenueState, market: MarketState): void {
  const quote = venue.quotes[market.index];
  if (quote === null) return;
  const price = feedPrice(world, market);
  const seen = observe({ oracle: quote.oracle, publications: quote.publications, price, timeMs: world.timeMs });
  if (seen.publications.length > quote.publications.length) world.records.occurrences.delayedPublications++;
  quote.publications = seen.publications;
  scheduleOracle(world, quote.oracle, seen.publications);
  const mark = Number.isNaN(seen.mark) && Number.isNaN(venue.marks[market.index]) ? price : seen.mark;
  if (!Number.isNaN(mark)) venue.marks[market.index] = mark;
}

/** The same oracle shown the price without our impact: only for telling roots from descendants (section 8). */
function quoteExogenous(world: World, venue: VenueState, market: MarketState): void {
  const quote = venue.quotes[market.index];
  if (quote === null) return;
  const seen = observe({
    oracle: quote.exogenousOracle, publications: quote.exogenousPublications, price: exogenousFeed(market), timeMs: world.timeMs,
  });
  quote.exogenousPublications = seen.publications;
  scheduleOracle(world, quote.exogenousOracle, seen.publications);
  const unset = Number.isNaN(seen.mark) && Number.isNaN(venue.exogenousMarks[market.index]);
  if (unset || !Number.isNaN(seen.mark)) venue.exogenousMarks[market.index] = unset ? exogenousFeed(market) : seen.mark;
}

/** The longest halt that the breakers of an instrument ask for; a halt is never shortened. */
function observeBreakers(world: World, venue: VenueState, instrument: InstrumentState): void {
  for (const breaker of instrument.breakers) {
    const untilMs = breaker.observe(world.timeMs, venue.marks[instrument.index]);
    if (untilMs <= world.timeMs) continue;
    schedule(world, untilMs);
    instrument.haltedUntilMs = Math.max(instrument.haltedUntilMs, untilMs);
    world.records.occurrences.halts++;
  }
}

export function isHalted(world: World, instrument: InstrumentState): boolean {
  return world.timeMs < instrument.haltedUntilMs;
}

export function fillRange(instrument: InstrumentState): { readonly low: number; readonly high: number } {
  const low = Math.max(-Infinity, ...instrument.breakers.map((breaker) => breaker.fillLow));
  const high = Math.min(Infinity, ...instrument.breakers.map((breaker) => breaker.fillHigh));
  return { low, high };
}

/** Quotes markets in every venue; then the breakers of their instruments observe the marks, new or not. */
function quoteMarkets(world: World, markets: readonly MarketState[]): void {
  for (const venue of world.venues) {
    for (const market of markets) {
      quoteMarket(world, venue, market);
      const instrument = world.instruments[market.index];
      if (instrument?.spec.venue === venue.index) observeBreakers(world, venue, instrument);
    }
  }
}

/** Funding of the instruments of a venue, if it is due now. */
function payFunding(world: World, venue: VenueState): void {
  const rule = venue.spec.funding;
  if (rule === null || world.timeMs === world.path.timesMs[0] || world.timeMs % rule.intervalMs !== 0) return;
  for (const instrument of world.instruments) {
    if (instrument.spec.venue !== venue.index) continue;
    const mark = venue.marks[instrument.index];
    const rate = rule.rate(bookPrice(world, world.markets[instrument.index]), mark);
    const v = lotValue(instrument.spec, mark);
    const exact = rate * (instrument.spec.contract === 'inverse' ? Math.abs(v) : v) + instrument.fundingResidue;
    const unitsPerLot = roundHalfAway(exact);
    instrument.fundingResidue = exact - unitsPerLot;
    instrument.fundingIndex += unitsPerLot;
    world.records.fundings.push({ timeMs: world.timeMs, instrument: instrument.index, unitsPerLot });
  }
}

/** Phases 1 to 5 of an instant. */
export function openInstant(world: World): void {
  for (const market of world.markets) beginInstant(world, market);
  for (const venue of world.venues) for (const market of world.markets) quoteExogenous(world, venue, market);
  quoteMarkets(world, world.markets);
  for (const venue of world.venues) payFunding(world, venue);
}

/** After a round: volume, book, feed and mark of the markets that traded, and their breakers. Delayed feeds stand still. */
export function requoteTradedMarkets(world: World): void {
  const traded = world.markets.filter((market) => market.touched);
  for (const market of traded) {
    market.volume = market.volumeAtFill;
    market.touched = false;
  }
  quoteMarkets(world, traded.filter((market) => market.spec.liquidity.delay === 'same-instant'));
}

/** Everything that happens at a time of its own makes an instant; nothing scheduled is ever taken back. */
export function schedule(world: World, timeMs: number): void {
  if (timeMs > world.timeMs && timeMs < Infinity) world.scheduled.add(timeMs);
}

/** The next time after now at which anything is due, other than a tick. */
export function nextEventMs(world: World): number {
  const fundings = world.venues.map(({ spec }) => spec.funding?.intervalMs ?? Infinity);
  let next = Math.min(...fundings.map((intervalMs) => (intervalMs === Infinity ? Infinity : nextMultiple(world.timeMs, intervalMs))));
  for (const timeMs of world.scheduled) {
    if (timeMs <= world.timeMs) world.scheduled.delete(timeMs);
    else if (timeMs < next) next = timeMs;
  }
  return next;
}

function nextMultiple(timeMs: number, intervalMs: number): number {
  return (Math.floor(timeMs / intervalMs) + 1) * intervalMs;
}
