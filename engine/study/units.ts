/** Cash units and lot sizes that keep every sum an exact integer (section 4 of the design). */
import { assert } from '../math/assert.ts';

const exactLimit = 2 ** 53;
/** Room for prices to rise and money to move before a sum leaves the exact range. */
const headroom = 256;
const finestCash = 6;
const finestCoin = 8;

/**
 * The smallest power of ten, not below 1e-6 (valuation currency) or 1e-8 (coins), in which the given amount and 256 times more is an
 * exact integer.
 */
export function chooseCashUnit(largestAmount: number, valuation: boolean): number {
  assert(largestAmount > 0 && largestAmount < Infinity, 'a world holds a finite, positive amount');
  for (let digits = valuation ? finestCash : finestCoin; digits > -20; digits--) {
    const unit = powerOfTen(-digits);
    if ((largestAmount * headroom) / unit < exactLimit) return unit;
  }
  throw new RangeError(`an amount of ${largestAmount} is too large to be counted exactly`);
}

/**
 * Lot of an instrument whose file names none: linear and quanto, a power of ten of coins worth 0.1 to 1 of the settlement asset; inverse,
 * 1 USD.
 */
export function chooseLot(contract: 'linear' | 'inverse' | 'quanto', startPrice: number): number {
  if (contract === 'inverse' || startPrice === 0) return 1;
  let digits = 0;
  while (Math.abs(startPrice) * powerOfTen(digits) > 1) digits--;
  while (Math.abs(startPrice) * powerOfTen(digits + 1) <= 1) digits++;
  return powerOfTen(digits);
}

/** Correctly rounded powers of ten: 1e-6, not the product of six tenths. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
