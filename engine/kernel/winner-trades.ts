/** Winners of one order and what each of them gives, in columns: found in one loop, booked in another. */
export class WinnerTrades {
  count = 0;
  slot = new Int32Array(16);
  account = new Int32Array(16);
  lots = new Float64Array(16);
  /** What the buyer pays, negative for inverse contracts. */
  leg = new Float64Array(16);

  add(slot: number, account: number, lots: number): void {
    const place = this.count;
    if (place === this.slot.length) this.#grow();
    this.slot[place] = slot;
    this.account[place] = account;
    this.lots[place] = lots;
    this.count = place + 1;
  }

  #grow(): void {
    const room = this.count * 2;
    this.slot = copied(this.slot, new Int32Array(room));
    this.account = copied(this.account, new Int32Array(room));
    this.lots = copied(this.lots, new Float64Array(room));
    this.leg = copied(this.leg, new Float64Array(room));
  }
}

function copied<Values extends Float64Array | Int32Array>(from: Values, to: Values): Values {
  to.set(from);
  return to;
}
