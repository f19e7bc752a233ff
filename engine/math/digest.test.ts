import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { Digest } from './digest.ts';

function digestOfTexts(...texts: string[]): string {
  const digest = new Digest();
  for (const text of texts) digest.text(text);
  return digest.hex();
}

describe('Digest', () => {
  it('gives exactly the recorded fingerprints on every machine', () => {
    expect(new Digest().hex()).toBe('00000000000000000000000000000000');
    expect(digestOfTexts('Breakwater')).toBe('c910b207a86ecfcb6fe4453881f191f6');
    expect(new Digest().number(1).number(-2.5).number(1e300).hex()).toBe('03a546aacb9a5832fa8f08e8b87f649a');
    expect(new Digest().text('marks').numbers([1, 2, 3]).hex()).toBe('267550f53578a8a3f63a151e32fc1b4e');
  });

  it('tells apart what only differs in where one value ends', () => {
    const differing = [
      digestOfTexts('ab', 'c'),
      digestOfTexts('a', 'bc'),
      digestOfTexts('abc'),
      digestOfTexts('abc', ''),
      digestOfTexts('', 'abc'),
      digestOfTexts('abc\u0000'),
      new Digest().numbers([1, 2]).hex(),
      new Digest().numbers([1]).numbers([2]).hex(),
      new Digest().number(1).number(2).hex(),
      new Digest().numbers([2, 1]).hex(),
      new Digest().text('1').text('2').hex(),
      new Digest().numbers([]).hex(),
    ];
    expect(new Set(differing).size).toBe(differing.length);
  });

  it('counts -0 as 0 and refuses NaN', () => {
    expect(new Digest().number(-0).hex()).toBe(new Digest().number(0).hex());
    expect(() => new Digest().number(NaN)).toThrow(InvariantError);
    expect(() => new Digest().numbers([1, NaN])).toThrow(InvariantError);
  });

  it('does not depend on how the numbers are held, nor on being asked in between', () => {
    const digest = new Digest().text('a');
    expect(digest.hex()).toBe(digest.hex());
    digest.numbers(Float64Array.of(1, 2, 3));
    expect(digest.hex()).toBe(new Digest().text('a').numbers([1, 2, 3]).hex());
  });

  it('has no collision among many neighbouring inputs, in any half of its bits', () => {
    const [front, back] = [new Set<string>(), new Set<string>()];
    for (let i = 0; i < 20_000; i++) {
      const hex = new Digest().number(i).text(`path-${i % 10}`).hex();
      front.add(hex.slice(0, 16));
      back.add(hex.slice(16));
    }
    expect([front.size, back.size]).toEqual([20_000, 20_000]);
  });

  it('changes half of its bits when one bit of the input changes', () => {
    let changed = 0;
    for (let i = 0; i < 1000; i++) {
      const before = new Digest().number(i).words();
      const after = new Digest().number(i + 0.5).words();
      for (let w = 0; w < 4; w++) changed += ((before[w] ^ after[w]) >>> 0).toString(2).replaceAll('0', '').length;
    }
    // Mean 64 of 128 with a standard error of 0.18.
    expect(Math.abs(changed / 1000 - 64)).toBeLessThan(1);
  });
});
