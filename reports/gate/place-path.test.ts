import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText, makeGateCheck } from '../../test/fixtures/gate-result.ts';
import { placeOf, positionFrom, relativePath, relativeUri } from './place-path.ts';

describe('relativePath', () => {
  it.each([
    ['parameters/proposed.yaml', 'parameters/proposed.yaml'],
    ['./a/../b//c.yaml', 'b/c.yaml'],
    ['a\\b.yaml', 'a/b.yaml'],
    ['/home/someone/secret/proposed.yaml', 'proposed.yaml'],
    ['C:\\Users\\someone\\proposed.yaml', 'proposed.yaml'],
    ['../../proposed.yaml', 'proposed.yaml'],
    ['a/../../b/c.yaml', 'c.yaml'],
    ['..', 'unknown-file'],
    ['', 'unknown-file'],
    ['a\nb', 'a\ufffdb'],
  ])('%j is %j', (file, path) => {
    // Goal: a path names a file of the repository, never a folder of the machine.
    expect(relativePath(file)).toBe(path);
  });
});

describe('relativeUri', () => {
  it('encodes what would begin a scheme, a query or a fragment', () => {
    // Goal: never file:///, never another address.
    expect(relativeUri('a b/100%/ü?x#y.yaml')).toBe('a%20b/100%25/%C3%BC%3Fx%23y.yaml');
    expect(relativeUri('file:///etc/passwd')).toBe('file%3A/etc/passwd');
    expect(relativeUri("it's(1)*!.yaml")).toBe('it%27s%281%29%2A%21.yaml');
  });

  it('stays a relative reference below its base, whatever the name', () => {
    // Goal: a URL parser agrees, for the hostile list and for any text.
    const base = new URL('https://base.test/repository/');
    fc.assert(
      fc.property(hostileText, (file) => {
        const url = new URL(relativeUri(file), base);
        return url.href.startsWith(base.href) && url.search === '' && url.hash === '' && /^[\w.~%/-]+$/.test(relativeUri(file));
      }),
      { numRuns: 300 },
    );
  });
});

describe('places', () => {
  it('are those of the changed parameter, else of the limit', () => {
    // Goal: a reviewer sees the finding at the line that caused it.
    expect(placeOf(makeGateCheck()).file).toBe('parameters/proposed.yaml');
    expect(placeOf(makeGateCheck({ parameter: null })).file).toBe('gates/weekly.yaml');
  });

  it('count from 1', () => {
    // Goal: what is no position is the first one.
    expect([0, -3, 2.5, Number.NaN, 7].map(positionFrom)).toEqual([1, 1, 1, 1, 7]);
  });
});
