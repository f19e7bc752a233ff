/** All checks of a run folder, from the files alone. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { readManifest } from '../../reports/read-run-folder.ts';
import { check, skipped } from './audit-check.ts';
import type { AuditCheck } from './audit-check.ts';
import { eventCheck } from './event-checks.ts';
import { evidenceChecks } from './evidence-checks.ts';
import { fileChecks } from './file-checks.ts';
import { ledgerCheck } from './ledger-checks.ts';
import { rowCheck, valueCheck } from './outcome-checks.ts';
import { readForAudit } from './run-under-audit.ts';
import type { RunUnderAudit } from './run-under-audit.ts';
import { summaryChecks } from './summary-checks.ts';

export interface AuditResult {
  readonly manifest: Manifest;
  readonly checks: readonly AuditCheck[];
}

/**
 * Checks files, then what is in them. Differences are findings; where the files are what the manifest says and still cannot be read, that
 * is an error.
 * @throws UserError exit 31
 */
export async function auditRun(folder: string): Promise<AuditResult> {
  requireFolder(folder);
  const manifest = readManifest(folder);
  const files = await fileChecks(folder, manifest);
  const isDamaged = files.some(({ findings }) => findings.length > 0);
  return { manifest, checks: [...files, ...(await contentChecks(folder, manifest, isDamaged))] };
}

function requireFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const expected = 'the folder of a run';
  throw new UserError(exitCodes.dataIntegrity, [{ what: `there is no folder ${folder}`, expected, suggestion: 'ls -d runs/*' }]);
}

/** A damaged file may not be readable: that it is damaged has been said. */
async function contentChecks(folder: string, manifest: Manifest, isDamaged: boolean): Promise<AuditCheck[]> {
  try {
    const run = await readForAudit(folder, manifest);
    const rows = rowCheck(run.table, {
      paths: manifest.paths,
      firstPath: run.firstPath,
      named: manifest.parameterSets.map(({ id }) => id),
      isComparison: run.request.comparison !== undefined,
    });
    if (rows.findings.length > 0) {
      return [rows, skipped('contents agree with each other', 'rows of outcomes.arrow are not those of the run')];
    }
    const values = valueCheck(run.table, run.isUsdOnly);
    if (values.findings.length > 0) {
      return [rows, values, skipped('contents agree with each other', 'no statistics are made of values that no run can end in')];
    }
    return [rows, values, ...summaryChecks(run, isDamaged), ...evidenceChecks(run), ledgerCheck(run), eventCheck(run), reportCheck(run)];
  } catch (error) {
    if (!isDamaged || !(error instanceof UserError)) throw error;
    return [skipped('contents agree with each other', `a damaged file cannot be read: ${error.problems[0].what}`)];
  }
}

function reportCheck({ folder, manifest }: RunUnderAudit): AuditCheck {
  const title = 'report.html carries the digest of the run';
  const path = join(folder, 'report.html');
  if (!existsSync(path)) return skipped(title, 'the run was made without a report');
  const carries = readFileSync(path, 'utf8').includes(manifest.digest);
  const findings = carries ? [] : [{ file: 'report.html', what: 'the digest is not in it', expected: manifest.digest }];
  return check(title, manifest.digest, findings);
}
