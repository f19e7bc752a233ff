import { describe, expect, it } from 'vitest';
import { formatTime, TimeReader } from './times.ts';

const crashMs = Date.UTC(2020, 2, 12, 10, 48);
const read = (cell: unknown): unknown => new TimeReader().read(cell);

describe('TimeReader', () => {
  it.each([
    ['seconds', String(crashMs / 1000)],
    ['seconds with a point', `${crashMs / 1000}.0`],
    ['milliseconds', String(crashMs)],
    ['microseconds', `${crashMs}000`],
    ['nanoseconds', `${crashMs}000000`],
    ['a number', crashMs],
    ['a bigint of nanoseconds', BigInt(crashMs) * 1_000_000n],
    ['a Date', new Date(crashMs)],
    ['Z', '2020-03-12T10:48:00Z'],
    ['a space', '2020-03-12 10:48:00'],
    ['minutes only', '2020-03-12 10:48'],
    ['an offset', '2020-03-12 10:48:00+00:00'],
    ['another offset', '2020-03-12T16:18:00+05:30'],
    ['an offset without colon', '2020-03-12T05:48:00-0500'],
    ['seven fractional digits', '2020-03-12T10:48:00.0000000Z'],
    ['UTC', '2020-03-12 10:48:00 UTC'],
  ])('reads %s', (_, cell) => {
    // Goal: one instant in all the forms that sources use, with no local time anywhere.
    expect(read(cell)).toBe(crashMs);
  });

  it('keeps milliseconds of nanosecond text', () => {
    // Goal: doubles are exact to 128 ns at this size, which must not spoil the millisecond.
    expect(read(`${crashMs + 123}000000`)).toBe(crashMs + 123);
  });

  it.each([
    ['2020-03-09 01-AM', 'time-12-hour'],
    ['03/09/2020 01:00', 'time-order'],
    ['9.3.2020', 'time-order'],
    ['2020-02-30T00:00:00Z', 'time-calendar'],
    ['2016-12-31T23:59:60Z', 'time-calendar'],
    ['2020-03-09T24:00:00Z', 'time-calendar'],
    ['2020-03-12T10:48:00.1234567Z', 'time-fine'],
    ['1584010080.12345', 'time-fine'],
    ['yesterday', 'time-text'],
    ['0', 'time-range'],
    ['20200312', 'time-range'],
    ['1970-01-01', 'time-range'],
    ['9999-01-01', 'time-range'],
    ['', 'time-missing'],
    [null, 'time-missing'],
  ])('refuses %j as %s', (cell, kind) => {
    // Goal: ambiguous, impossible and absurd times are named, not repaired.
    expect(read(cell)).toMatchObject({ kind });
  });

  it.each([
    [String(crashMs), String(crashMs / 1000 + 60)],
    [String(crashMs), '2020-03-12T10:49:00Z'],
    ['2020-03-12T10:48:00Z', String(crashMs)],
  ])('refuses a change of unit from %s to %s', (first, second) => {
    // Goal: a file that changes its unit half-way is refused, as CryptoDataDownload files do.
    const times = new TimeReader();
    expect(times.read(first)).toBe(crashMs);
    expect(times.read(second)).toMatchObject({ kind: 'time-units' });
  });

  it('refuses a mixture of times with and without a zone, and tells when UTC was assumed', () => {
    // Goal: silence about the zone is accepted for a whole file only.
    const times = new TimeReader();
    expect(times.read('2020-03-12 10:48:00')).toBe(crashMs);
    expect(times.assumedUtc).toBe(true);
    expect(times.read('2020-03-12T10:48:00Z')).toMatchObject({ kind: 'time-zone' });
  });

  it('trusts a declared unit', () => {
    // Goal: Arrow dates count days, which no magnitude could tell.
    expect(new TimeReader('days').read(18_333)).toBe(Date.UTC(2020, 2, 12));
  });

  it('isoVsDateParse: agrees with the engine of the language on every accepted form', () => {
    // Goal: a second method for the calendar arithmetic, over leap days and year ends.
    for (const day of ['2020-02-29', '2021-02-28', '2000-12-31', '2099-12-31', '1980-01-01', '2024-02-29']) {
      for (const rest of ['T00:00:00Z', 'T23:59:59.999Z', 'T12:34:56+01:00', 'T01:00:00-00:30']) {
        expect(read(day + rest)).toBe(Date.parse(day + rest));
      }
    }
  });

  it('prints times without empty milliseconds', () => {
    // Goal: messages show the time as people write it.
    expect(formatTime(crashMs)).toBe('2020-03-12T10:48:00Z');
  });
});
