/** An order against discrete price levels. */

export interface BookLevel {
  readonly price: number;
  /** Quantity on offer, any unit. */
  readonly quantity: number;
}

export interface BookWalk {
  /** What the book had of the quantity asked for, same unit. */
  readonly filled: number;
  /** Sum of price x quantity. */
  readonly notional: number;
  /** Volume-weighted average price, NaN when nothing was filled. */
  readonly averagePrice: number;
}

/** Takes levels in the given order, best first, until `quantity` is filled or the book is empty. */
export function walkBook(levels: readonly BookLevel[], quantity: number): BookWalk {
  let filled = 0;
  let notional = 0;
  for (const level of levels) {
    const taken = Math.min(level.quantity, quantity - filled);
    filled += taken;
    notional += taken * level.price;
  }
  return { filled, notional, averagePrice: notional / filled };
}
