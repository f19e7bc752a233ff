import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { exploreAssets, explorePolicy, exploreScript } from './assets.ts';

describe('exploreAssets', () => {
  // Goal: the one script of the page parses, and its hash is that of the text between its tags.
  it('is a script, and the policy names its hash', () => {
    const { script } = exploreAssets();
    expect(() => new Script(script)).not.toThrow();
    const between = exploreScript().text.replace(/^<script>/, '').replace(/<\/script>\n$/, '');
    const hash = createHash('sha256').update(between, 'utf8').digest('base64');
    expect(explorePolicy()).toBe(`default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`);
  });

  // Goal: our part stays small, and licences stand with what they cover.
  it('weighs what the charting library weighs, with its licence', () => {
    const { script } = exploreAssets();
    expect(script.length).toBeLessThan(600_000);
    expect(script).toContain('Redistribution and use in source and binary forms');
    expect(script).not.toMatch(/sourceMappingURL/);
  });
});
