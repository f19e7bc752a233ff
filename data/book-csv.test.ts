import { describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import type { Book, ContractKind, InstrumentSpec } from '../engine/kernel/world-spec.ts';
import { defaultPins } from '../engine/population/pins.ts';
import { generateBook } from '../engine/population/synthetic.ts';
import type { DescriptionWorld } from '../engine/population/explicit.ts';
import { openStream } from '../engine/math/random.ts';
import { formatBookCsv, importBookCsv } from './book-csv.ts';

const tiers = [{ notionalFloor: 0, rate: 0.02, deduction: 0 }];
const spec = (id: string, contract: ContractKind, settleAsset: number, over: Partial<InstrumentSpec> = {}): InstrumentSpec => ({
  id, venue: 0, contract, settleAsset, valueScale: 10, lotSize: 0.001, maintenanceTiers: tiers, initialTiers: tiers, ...over,
});
const world: DescriptionWorld = {
  assets: [{ id: 'USD', unit: 1e-4, market: -1 }, { id: 'BTC', unit: 1e-8, market: 0 }],
  instruments: [
    spec('BTC-PERP', 'linear', 0),
    spec('ETH-PERP', 'linear', 0, { lotSize: 0.25 }),
    spec('XBTUSD', 'inverse', 1, { lotSize: 100, valueScale: 1e10 }),
  ],
  venues: [{ id: 'north' }],
  startPrices: [8000, 200, 8000],
};
const suggest = (written: string, candidates: readonly string[]): string | undefined => candidates.find((name) => name[0] === written[0]);
const read = (text: string, names = world): Book => {
  return importBookCsv({ file: 'book.csv', bytes: new TextEncoder().encode(text), suggest }, names);
};

function refusalOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(31);
    return (error as UserError).message;
  }
  return 'accepted';
}

const header = 'account,owner,margin,instrument,size,entry,USD,BTC';
const plain = [
  header,
  'alice,fund,cross,ETH-PERP,-20.25,210,12000,0.25',
  'alice,,,BTC-PERP,1.5,7800.5,,',
  'bob,fund,isolated,BTC-PERP,-0.3,,500,',
  'carol,,,,,,2500,',
  'dave,dave,cross,XBTUSD,-300,8100,,1.5',
  '',
].join('\n');

const arrays = [
  'owner', 'venue', 'marginAsset', 'cash', 'positionStart', 'positionInstrument', 'positionLots', 'positionEntryPrice',
  'balanceStart', 'balanceAsset', 'balanceUnits',
] as const;

function expectSameBook(book: Book, other: Book): void {
  for (const name of arrays) expect(book[name]).toEqual(other[name]);
  for (let account = 0; account < book.count; account++) {
    expect(book.accountId(account)).toBe(other.accountId(account));
    expect(book.ownerId(book.owner[account])).toBe(other.ownerId(other.owner[account]));
  }
}

describe('importBookCsv', () => {
  it('reads positions, owners, money and start-price entries', () => {
    // Goal: every cell arrives where the interface says.
    const book = read(plain);
    expect([book.count, [...book.owner], book.ownerId(1)]).toEqual([4, [0, 0, 1, 2], 'carol']);
    expect([...book.cash]).toEqual([120_000_000, 5_000_000, 25_000_000, 150_000_000]);
    expect([...book.positionStart]).toEqual([0, 2, 3, 3, 4]);
    expect([[...book.positionInstrument], [...book.positionLots]]).toEqual([[0, 1, 0, 2], [1500, -81, -300, -3]]);
    expect([...book.positionEntryPrice]).toEqual([7800.5, 210, 8000, 8100]);
    expect([[...book.balanceStart], [...book.balanceUnits]]).toEqual([[0, 1, 1, 1, 1], [25_000_000]]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${plain}`],
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['spaces', plain.replaceAll(',', ' , ')],
    ['quotes', plain.replace(/[^,\n]+/g, '"$&"')],
    ['blank lines', plain.replaceAll('\n', '\n\n')],
    ['no last line break', plain.trimEnd()],
    ['capital headings', plain.replace('account,owner', 'Account,OWNER')],
  ])('reads the same book with %s', (_, text) => {
    // Goal: the outer form changes nothing.
    expectSameBook(read(text), read(plain));
  });

  it('writes what it reads', () => {
    // Goal: CSV round trip of explicit accounts with odd names.
    const odd = plain.replace('carol', '"carol, ""the"" whale"');
    const book = read(odd);
    expectSameBook(read(formatBookCsv(book, world)), book);
    expect(formatBookCsv(book, world)).toContain('alice,fund,cross,BTC-PERP,1.5,7800.5,12000,0.25\nalice,,,ETH-PERP,-20.25,210,,\n');
  });

  it('generated book VS the same book through CSV', () => {
    // Goal: a synthetic book survives export and import to the last unit.
    const instruments = [spec('BTC-PERP', 'linear', 0), spec('ETH-PERP', 'linear', 0, { lotSize: 0.25, valueScale: 2500 })];
    const names = { ...world, instruments };
    const { book } = generateBook({
      pins: { accounts: 2000, openInterestUsd: { 'BTC-PERP': 1e8, 'ETH-PERP': 5e7 }, ...defaultPins, collateral: { USD: 0.9, BTC: 0.1 } },
      instruments, assets: world.assets, venue: 0, startPrices: world.startPrices,
      initialRateOf: () => 0.02, maxLeverageOf: () => 50,
      streams: (purpose) => openStream({ seed: 3, scenario: 'csv', path: 0, component: 'population', purpose }),
    });
    expectSameBook(read(formatBookCsv(book, names), names), book);
  });

  const poisoned = (line: number, text: string): string => {
    return plain.split('\n').map((old, index) => (index === line - 1 ? text : old)).join('\n');
  };

  it.each<[string, string, string[]]>([
    ['an unknown column', plain.replace('size', 'seize'), ['book.csv:1:33: unknown column "seize"', 'try: "size"']],
    ['an asset that is none', plain.replace(',BTC\n', ',BTX\n'), ['book.csv:1:48: unknown column "BTX"', 'try: "BTC"']],
    ['a column twice', plain.replace(',BTC\n', ',USD\n'), ['book.csv:1:48: two columns "USD"']],
    ['no size', plain.replace('size', 'entry').replace('entry,entry', 'entry,owner'), ['no column "size"']],
    [
      'an unknown instrument',
      poisoned(4, 'bob,fund,isolated,BTC-PREP,-0.3,,500,'),
      ['book.csv:4:19: unknown instrument "BTC-PREP"', 'try: "BTC-PERP"'],
    ],
    ['a decimal comma', poisoned(4, 'bob,fund,isolated,BTC-PERP,"-0,3",,500,'), ['book.csv:4:28: size is "-0,3" (a decimal comma']],
    ['a column after a quoted comma', poisoned(4, '"bob, jr",fund,isolated,BTC-PERP,x,,500,'), ['book.csv:4:34: size is "x"']],
    ['hexadecimal', poisoned(4, 'bob,fund,isolated,BTC-PERP,0x10,,500,'), ['book.csv:4:28: size is "0x10"']],
    ['infinity', poisoned(4, 'bob,fund,isolated,BTC-PERP,1,,Infinity,'), ['book.csv:4:31: USD is "Infinity"']],
    ['a formula', poisoned(4, 'bob,fund,isolated,BTC-PERP,=1+1,,500,'), ['book.csv:4:28: size is "=1+1"']],
    ['an empty size', poisoned(4, 'bob,fund,isolated,BTC-PERP,,,500,'), ['book.csv:4:28: size is empty']],
    [
      'part of a lot',
      poisoned(4, 'bob,fund,isolated,ETH-PERP,0.3,,500,'),
      ['book.csv:4: account "bob": size 0.3 in ETH-PERP', 'lots of 0.25', 'size: 0.25'],
    ],
    ['part of a unit', poisoned(4, 'bob,fund,isolated,ETH-PERP,0.25,,0.00001,'), ['book.csv:4: account "bob": 0.00001 USD']],
    ['a size of 0', poisoned(4, 'bob,fund,isolated,ETH-PERP,0,,500,'), ['size 0 in ETH-PERP']],
    ['an account twice', `${plain}alice,,,BTC-PERP,1,,,\n`, ['book.csv:7:1: account "alice" again, after its rows from line 2']],
    ['a position twice', poisoned(3, 'alice,,,ETH-PERP,1.5,7800.5,,'), ['book.csv:3:9: a second position of account "alice" in ETH-PERP']],
    [
      'a late balance',
      poisoned(3, 'alice,,,BTC-PERP,1.5,7800.5,5,'),
      ['book.csv:3:29: USD of account "alice" on a later row than its first (line 2)'],
    ],
    [
      'a changed owner',
      poisoned(3, 'alice,bob,,BTC-PERP,1.5,7800.5,,'),
      ['book.csv:3:7: owner of account "alice" is "bob" here and "fund" in line 2'],
    ],
    ['an unknown margin', poisoned(4, 'bob,fund,islated,BTC-PERP,-0.3,,500,'), ['book.csv:4:10: margin is "islated"']],
    [
      'an isolated account with two positions',
      poisoned(2, 'alice,fund,isolated,ETH-PERP,-20.25,210,12000,'),
      ['book.csv:2: account "alice": isolated with 2 positions'],
    ],
    ['a nameless account', poisoned(4, ',fund,isolated,BTC-PERP,-0.3,,500,'), ['book.csv:4:1: a name that is empty']],
    ['a control character', poisoned(4, 'b\u0007b,fund,isolated,BTC-PERP,-0.3,,500,'), ['book.csv:4:1: a name that is "b\\u0007b"']],
    ['a size without an instrument', poisoned(5, 'carol,,,,5,,2500,'), ['book.csv:5:9: a position without an instrument']],
    ['a later row without an instrument', poisoned(3, 'alice,,,,,,,'), ['book.csv:3:9: a later row of an account without an instrument']],
    ['two settlement assets', poisoned(3, 'alice,,,XBTUSD,100,7800.5,,'), ['settle in USD and BTC', 'split it into 2 accounts']],
    [
      'a negative inverse entry',
      poisoned(6, 'dave,dave,cross,XBTUSD,-300,-1,,1.5'),
      ['book.csv:6: account "dave": entry price -1 in XBTUSD'],
    ],
    ['a short row', poisoned(3, 'alice,,'), ['book.csv:3: the row cannot be read']],
    ['an unclosed quote', poisoned(3, '"alice,,,BTC-PERP,1.5,7800.5,,'), ['the row cannot be read']],
    ['one huge cell', poisoned(3, 'a'.repeat(100_000)), ['the row cannot be read']],
    ['a header only', `${header}\n`, ['no accounts']],
    ['nothing', '', ['no accounts']],
    ['binary noise', '\u0000\u0001\u0002,\n\u0003', ['unknown column']],
  ])('refuses %s', (_, text, messages) => {
    // Goal: each fault names its place and itself, and what to do.
    const message = refusalOf(text);
    for (const expected of messages) expect(message).toContain(expected);
  });

  it('shows different faults together and equal ones once', () => {
    // Goal: one look at the message is enough to repair the file.
    const message = refusalOf(plain.replaceAll(',fund,', ',fund\u0001,').replace('1.5,7800.5', '1_5,7800.5').replace(',,500,', ',,5 00,'));
    expect(message).toContain('book.csv:2:7');
    expect(message).toContain('(the first of 2 such rows)');
    expect(message).toContain('size is "1_5"');
    expect(message).toContain('USD is "5 00"');
  });

  it('is not confused by names of object properties', () => {
    // Goal: accounts are data, whatever they are called.
    const book = read(plain.replace('bob', '__proto__').replace('carol', 'constructor'));
    expect([book.accountId(1), book.accountId(2)]).toEqual(['__proto__', 'constructor']);
  });
});
