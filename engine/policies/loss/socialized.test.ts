import { describe, expect, it } from 'vitest';
import { socializedLoss } from './socialized.ts';

describe('socialised loss', () => {
  it('may take all profit by default and a share of it when told', () => {
    const create = (input: unknown) => socializedLoss.create(socializedLoss.parameters.parse(input))({ assets: [] });
    expect(create({})).toEqual({ stage: 'socialized', maxHaircut: 1 });
    expect(create({ 'max-haircut': 0.18 })).toEqual({ stage: 'socialized', maxHaircut: 0.18 });
  });

  it('refuses to take more than there is', () => {
    expect(socializedLoss.parameters.safeParse({ 'max-haircut': 1.01 }).success).toBe(false);
  });
});
