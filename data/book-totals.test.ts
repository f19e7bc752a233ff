import { describe, expect, it } from 'vitest';
import { roughBookTotals } from './book-totals.ts';

describe('rough totals of a book file', () => {
  it('sums absolute sizes per instrument and amounts per asset', () => {
    // Goal: cash units are chosen from these sums before the file is read exactly.
    const text = 'account,instrument,size,USD,BTC\na,X-PERP,10,1000,\nb,X-PERP,-4,,2\nb,Y-PERP,1e3,,\n';
    expect(roughBookTotals(Buffer.from(text))).toEqual({ sizes: { 'X-PERP': 14, 'Y-PERP': 1000 }, amounts: { USD: 1000, BTC: 2 } });
  });

  it('counts what is no number as nothing', () => {
    expect(roughBookTotals(Buffer.from('account,instrument,size,USD\na,X,ten,Infinity\n'))).toEqual({ sizes: {}, amounts: {} });
    expect(roughBookTotals(Buffer.from(''))).toEqual({ sizes: {}, amounts: {} });
  });
});
