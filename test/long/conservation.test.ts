import { describe, expect, it } from 'vitest';
import { runAudited } from '../properties/audit.ts';

const EVENTS = 1_000_000;

describe('conservation, full sample', () => {
  it('D33: holds after each of a million events', () => {
    // Goal: the sample size of the target; the short suite looks at 200,000 events and at the mutants.
    expect(runAudited(EVENTS, () => undefined)).toBeGreaterThanOrEqual(EVENTS);
  });
});
