/** The files of a run folder against its manifest: which there are, how long they are, what they hash to, and the manifest itself. */
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { Manifest, ManifestFile } from '../../engine/study/run-folder-types.ts';
import { checksumOf } from '../manifest-text.ts';
import { jsonText } from '../run-json.ts';
import { check, skipped } from './audit-check.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';

const manifestName = 'manifest.json';
/** Made from the folder after the run: reports may lie beside the files that they were made of. */
const laterReports = new Set(['report.html', 'report.pdf', 'report.md', 'report.json', 'report.csv']);
const manifestKeys = [
  ...['schemaVersion', 'engineVersion', 'nodeVersion', 'scenario', 'parameterSets', 'data', 'seed', 'paths', 'feedback', 'command'],
  ...['digest', 'files', 'manifestSha256'],
];

/**
 * All checks of files.
 * @throws UserError exit 31 when one is missing or cannot be read.
 */
export async function fileChecks(folder: string, manifest: Manifest): Promise<AuditCheck[]> {
  const names = Object.keys(manifest.files);
  requirePresent(folder, names.filter(isOwnName));
  const differing = await Promise.all(Object.entries(manifest.files).map(([name, file]) => contentFindings(folder, name, file)));
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  return [
    ...manifestChecks(folder),
    check('files have the size and the SHA-256 that the manifest says', `${names.length} files, ${bytes} bytes`, differing.flat()),
    strangerCheck(folder, names),
  ];
}

/** Names come from a file: nothing that leads out of the folder is opened. */
function isOwnName(name: string): boolean {
  return /^[a-z][a-z0-9-]*\.[a-z]+$/.test(name) && name !== manifestName;
}

function requirePresent(folder: string, names: readonly string[]): void {
  const present = new Set(readdirSync(folder));
  const missing = ['summary.json', 'evidence.json', 'outcomes.arrow', 'events.arrow', ...names].filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const suggestion = 'run the simulation again with the command in manifest.json, or restore the folder from where it was copied';
  const problems = [...new Set(missing)].map((name) => ({ place: { file: join(folder, name) }, what: 'the file is missing', suggestion }));
  throw new UserError(exitCodes.dataIntegrity, problems);
}

/** The text must be the one spelling of its content: every byte of it counts, spaces too. */
function manifestChecks(folder: string): AuditCheck[] {
  const text = readFileSync(join(folder, manifestName), 'utf8');
  const content = JSON.parse(text) as Record<string, unknown>;
  const findings: AuditFinding[] = Object.keys(content)
    .filter((key) => !manifestKeys.includes(key))
    .map((key) => ({ file: manifestName, what: `a field "${key.slice(0, 60)}"`, expected: 'no such field' }));
  if (text !== jsonText(content, { indent: 2 })) {
    findings.push({ file: manifestName, what: 'spaces, numbers or keys are spelled otherwise', expected: 'the text that simulate writes' });
  }
  const spelling = check('the manifest is spelled as simulate spells it', 'every byte', findings);
  return [spelling, checksumCheck(content)];
}

function checksumCheck({ manifestSha256, ...content }: Readonly<Record<string, unknown>>): AuditCheck {
  const title = 'the manifest has its own checksum';
  if (manifestSha256 === undefined) return skipped(title, 'made by a version that wrote none');
  const expected = checksumOf(content);
  const findings = manifestSha256 === expected
    ? []
    : [{ file: manifestName, what: `manifestSha256 is ${JSON.stringify(manifestSha256)}`, expected }];
  return check(title, 'SHA-256 of all its other fields', findings);
}

async function contentFindings(folder: string, name: string, { bytes, sha256 }: ManifestFile): Promise<AuditFinding[]> {
  if (!isOwnName(name)) {
    return [{ file: manifestName, what: `a file called ${JSON.stringify(name.slice(0, 60))}`, expected: 'a name of this folder' }];
  }
  const path = join(folder, name);
  const status = lstatSync(path);
  if (!status.isFile()) return [{ file: name, what: 'a link or a folder', expected: 'a file' }];
  if (status.size !== bytes) return [{ file: name, what: `${status.size} bytes`, expected: `${bytes} bytes, by the manifest` }];
  const found = await sha256Of(path);
  return found === sha256 ? [] : [{ file: name, what: `SHA-256 is ${found}`, expected: `${sha256}, by the manifest` }];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

function strangerCheck(folder: string, known: readonly string[]): AuditCheck {
  const title = 'there are no files that the manifest does not know';
  const others = readdirSync(folder).filter((name) => name !== manifestName && !known.includes(name)).sort();
  const later = others.filter((name) => laterReports.has(name));
  const findings = others
    .filter((name) => !laterReports.has(name))
    .map((name) => ({ file: name, what: 'a file that the run did not write', expected: 'only what the manifest lists' }));
  return check(title, later.length > 0 ? `but for reports made later: ${later.join(', ')}` : 'all names', findings);
}
