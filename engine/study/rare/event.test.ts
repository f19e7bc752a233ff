import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { happened, parseEvent } from './event.ts';

describe('an event', () => {
  it.each([
    ['unfunded_loss_usd > 0', 'unfunded_loss_usd > 0'],
    ['unfunded_loss_usd>0', 'unfunded_loss_usd > 0'],
    ['  price_low_ratio <= .75 ', 'price_low_ratio <= 0.75'],
    ['shortfall_usd >= 5e6', 'shortfall_usd >= 5000000'],
    ['endogenous_drop_ratio < -0.5', 'endogenous_drop_ratio < -0.5'],
  ])('is read from %j', (text, normal) => {
    // Goal: spaces and spellings of a number do not matter.
    expect(parseEvent(text).text).toBe(normal);
    expect(parseEvent(parseEvent(text).text)).toEqual(parseEvent(text));
  });

  it.each<[string, RegExp, RegExp]>([
    ['', /the event is ""/, /unfunded_loss_usd > 0/],
    ['unfunded_loss_usd', /the event is/, /METRIC OPERATOR NUMBER/],
    ['unfunded_loss_usd == 0', /the event is/, /> >= < <=/],
    ['unfunded_loss_usd => 0', /the event is/, /METRIC OPERATOR NUMBER/],
    ['unfunded_loss_usd > 0 > 1', /the event is/, /METRIC OPERATOR NUMBER/],
    ['unfunded_loss_usd > 0; process', /the event is/, /METRIC OPERATOR NUMBER/],
    ['unfunded_loss > 0', /there is no metric "unfunded_loss"/, /unfunded_loss_usd/],
    ['constructor > 0', /there is no metric "constructor"/, /simulate list metrics/],
    ['shortfall_usd > 5M', /compares shortfall_usd with "5M"/, /a number/],
    ['shortfall_usd > 1e999', /compares shortfall_usd with "1e999"/, /a number/],
    ['shortfall_usd > 0x10', /compares shortfall_usd with "0x10"/, /a number/],
    ['shortfall_usd > NaN', /compares shortfall_usd with "NaN"/, /a number/],
    ['x'.repeat(1000), /^the event is "x{60}\.\.\."/, /METRIC/],
  ])('is refused as %j', (text, what, help) => {
    // Goal: exit 2 with what was found, what was expected and what was probably meant.
    const attempt = () => parseEvent(text);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(what);
    expect(attempt).toThrow(help);
  });

  const borders = [['>', false, true], ['>=', true, true], ['<', false, false], ['<=', true, false]] as const;

  it.each(borders)('%s compares', (operator, at, above) => {
    // Goal: the border belongs to >= and <=; a metric that does not exist is never an event.
    expect(happened({ operator, threshold: 2 }, 2)).toBe(at);
    expect(happened({ operator, threshold: 2 }, 2.5)).toBe(above);
    expect(happened({ operator, threshold: 2 }, NaN)).toBe(false);
  });
});
