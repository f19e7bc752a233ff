/** Places in files, as paths that stay inside the repository whatever the user or a hostile name wrote. */
import type { GateCheckResult, GatePlace } from '../../engine/study/gate/gate-result.ts';
import { replacementCharacter, visibleName } from '../visible-text.ts';

const unknownFile = 'unknown-file';

/**
 * Relative to the working directory, with slashes, without `.` and `..`. Of an absolute path, or one that leads out, only the
 * file's name is kept: a report does not tell how the machine's folders are called.
 */
export function relativePath(file: string): string {
  const path = visibleName(file).replace(/\\/g, '/');
  const segments: string[] = [];
  let leadsOut = path.startsWith('/') || /^[A-Za-z]:/.test(path);
  for (const segment of path.split('/').filter((part) => part !== '' && part !== '.')) {
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) leadsOut = true;
  }
  const kept = leadsOut ? segments.slice(-1) : segments;
  return kept.join('/') || unknownFile;
}

/** A relative path as a relative reference of RFC 3986: every character that could begin a scheme, query or fragment is encoded. */
export function relativeUri(file: string): string {
  return relativePath(file).split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment.replaceAll(replacementCharacter, '_'));
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Where a finding is shown: at the changed parameter that moved most, else at the limit in the gate file. */
export function placeOf({ parameter, place }: GateCheckResult): GatePlace {
  return parameter?.place ?? place;
}

/** Lines and columns count from 1; a place that is not known is the first. */
export function positionFrom(count: number): number {
  return Number.isSafeInteger(count) && count >= 1 ? count : 1;
}
