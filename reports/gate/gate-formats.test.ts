import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import { hostileText, hostileTexts, makeGateResult, withHostileTexts } from '../../test/fixtures/gate-result.ts';
import { gateGithub } from './github.ts';
import { gateJunit } from './junit.ts';
import { gateMarkdown } from './markdown.ts';
import { gateSarif } from './sarif.ts';

const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;

const loneSurrogate = /\p{Surrogate}/u;

const formats: Readonly<Record<string, (result: GateResult) => string>> = {
  markdown: gateMarkdown,
  junit: gateJunit,
  sarif: gateSarif,
  github: (result) => gateGithub(result).stdout,
  summary: (result) => gateGithub(result).stepSummary,
};

describe.each(Object.keys(formats))('%s', (format) => {
  const write = formats[format];

  it('has the same bytes for the same result', () => {
    // Goal: no clock, no host, no order of chance.
    expect(write(makeGateResult())).toBe(write(structuredClone(makeGateResult())));
  });

  it('stays itself with the whole list of hostile texts in every field', () => {
    // Goal: each text reaches each field at least once over the runs; nothing throws, nothing hides.
    for (let start = 0; start < hostileTexts.length; start++) {
      let at = start;
      const text = write(withHostileTexts(makeGateResult(), () => hostileTexts[at++ % hostileTexts.length]));
      expect(text).not.toMatch(hidden);
      expect(text).not.toMatch(loneSurrogate);
    }
  });

  it('hides nothing of any text', () => {
    // Goal: control characters, overrides and lone surrogates are U+FFFD wherever they stood.
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 8 }), (texts) => {
        let at = 0;
        const text = write(withHostileTexts(makeGateResult(), () => texts[at++ % texts.length]));
        return !hidden.test(text) && !loneSurrogate.test(text) && text.endsWith('\n');
      }),
      { numRuns: 40 },
    );
  });
});
