import { describe, expect, it } from 'vitest';
import { arrowOf, csvOf, makeBars, outcomeOf, parquetOf } from './testing/bars.ts';

const bars = makeBars(40);
const arrays = bars.map(({ timeMs, open, high, low, close, volume }) => [timeMs, open, high, low, close, volume]);
const casesPerFile = 400;

/** A small linear congruential generator (Numerical Recipes constants): the cases are the same in every run. */
function makeRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
}

/** One to four flipped bits, and in a third of the cases a cut end. */
function damage(original: Buffer, random: (bound: number) => number): Buffer {
  const bytes = Buffer.from(original);
  for (let flips = 1 + random(4); flips > 0; flips--) bytes[random(bytes.length)] ^= 1 << random(8);
  return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

describe('fuzz', () => {
  it.each([
    ['x.csv', Buffer.from(csvOf(bars))],
    ['x.json', Buffer.from(JSON.stringify(arrays))],
    ['plain.arrow', arrowOf(bars)],
    ['packed.feather', arrowOf(bars, { isPacked: true })],
    ['plain.parquet', parquetOf(bars, { codec: 'UNCOMPRESSED' })],
    ['packed.parquet', parquetOf(bars)],
  ])('imports or refuses every damaged %s', async (file, original) => {
    // Goal: flipped bits and cut ends never end in another error, a hang or exhausted memory.
    const random = makeRandom(20_200_312);
    expect(await outcomeOf(original, file)).toBe('imported');
    let refused = 0;
    for (let index = 0; index < casesPerFile; index++) {
      if ((await outcomeOf(damage(original, random), file)) === 'refused') refused += 1;
    }
    expect(refused).toBeGreaterThan(casesPerFile / 4);
  });

  it('survives noise under every magic word', async () => {
    // Goal: headers of pure noise are refused, too.
    const random = makeRandom(7);
    for (const [start, end] of [['ARROW1\0\0', 'ARROW1'], ['PAR1', 'PAR1'], ['[', ']'], ['{', '}'], ['time,open,high,low,close\n', '\n']]) {
      for (let index = 0; index < 100; index++) {
        const noise = Buffer.from(Array.from({ length: random(400) }, () => random(256)));
        expect(await outcomeOf(Buffer.concat([Buffer.from(start), noise, Buffer.from(end)]), 'x')).toBe('refused');
      }
    }
  });
});
