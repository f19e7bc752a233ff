import { describe, expect, it } from 'vitest';
import { gateRequest } from './gate-request.ts';

describe('--today', () => {
  it.each(['2027-02-30', '2027-13-01', '27-01-01', 'today'])('refuses %s', (day) => {
    // Goal: a day that does not exist is no later day; waivers are held against the one that is written.
    expect(() => gateRequest({ values: { today: [day] }, positionals: [] }, {})).toThrow('--today is');
  });

  it('takes a day', () => {
    // Goal: leap days exist.
    expect(gateRequest({ values: { today: ['2028-02-29'] }, positionals: [] }, {}).today).toBe('2028-02-29');
  });
});
