/** manifest.json as it is written: one spelling, and a checksum over all of it but the checksum. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../engine/study/run-folder-types.ts';
import { jsonText } from './run-json.ts';

/** The file's text, its checksum in the last field. */
export function manifestText(manifest: Omit<Manifest, 'manifestSha256'>): string {
  return jsonText({ ...manifest, manifestSha256: checksumOf(manifest) }, { indent: 2 });
}

/** Of the fields in their order, as hexadecimal SHA-256. */
export function checksumOf(withoutChecksum: object): string {
  return createHash('sha256').update(jsonText(withoutChecksum, { indent: 2 })).digest('hex');
}
