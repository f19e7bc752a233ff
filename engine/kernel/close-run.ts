/**
 * A run: positions that are closed at market one after the other, either of accounts of one instrument, each with one position and
 * nothing else, or all those of one portfolio. Kept in columns, so that every part of the world books the whole run in one loop: a
 * liquidation then costs what its arithmetic costs.
 */

/** Room for the accounts of a run; a longer list is closed in several. */
export const runCapacity = 256;

/** Columns of a run. Amounts are cash units, lots are signed. */
export class CloseRun {
  readonly account = new Int32Array(runCapacity);
  /** Of the positions of a portfolio, which differ in it: the instrument, and the slot that is not its account's number. */
  readonly instrument = new Int32Array(runCapacity);
  readonly slot = new Int32Array(runCapacity);
  readonly parent = new Int32Array(runCapacity);
  readonly held = new Float64Array(runCapacity);
  readonly averagePrice = new Float64Array(runCapacity);
  /** `Markets.fillMark` after each. */
  readonly fillMark = new Float64Array(runCapacity);
  readonly leg = new Float64Array(runCapacity);
  readonly feeToFund = new Float64Array(runCapacity);
  readonly feeToFees = new Float64Array(runCapacity);
  readonly surplus = new Float64Array(runCapacity);
  /** What the fund pays to bring the account back to zero. */
  readonly fundPayment = new Float64Array(runCapacity);
  readonly notionalUsd = new Float64Array(runCapacity);
}
