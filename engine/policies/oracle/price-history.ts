/** What the feed showed and when, as far back as the slowest source looks. */

const pruneAfter = 1024;

/** A step function of time: a price holds until the next entry. Entries are counted from the first ever recorded. */
export class PriceHistory {
  private times: number[] = [];
  private prices: number[] = [];
  private dropped = 0;

  /** Entries ever recorded. */
  get length(): number {
    return this.dropped + this.times.length;
  }

  /** Records a price; a second one at the same time replaces the first, an unchanged one adds nothing. */
  record(timeMs: number, price: number): void {
    const last = this.times.length - 1;
    if (last >= 0 && this.times[last] === timeMs) this.prices[last] = price;
    else if (last < 0 || this.prices[last] !== price) this.append(timeMs, price);
  }

  /** Time of an entry that has not been forgotten. */
  timeOf(entry: number): number {
    return this.times[entry - this.dropped];
  }

  priceOf(entry: number): number {
    return this.prices[entry - this.dropped];
  }

  /** Entries before `entry` are no longer asked for. */
  forgetBefore(entry: number): void {
    const count = entry - this.dropped;
    if (count < pruneAfter) return;
    this.times.splice(0, count);
    this.prices.splice(0, count);
    this.dropped = entry;
  }

  private append(timeMs: number, price: number): void {
    this.times.push(timeMs);
    this.prices.push(price);
  }
}
