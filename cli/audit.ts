/** `simulate audit`: does a run folder say the same everywhere, and is it as the run left it? Looks at the files alone. */
import { exitCodes } from '../engine/errors.ts';
import { auditPage } from './audit/audit-page.ts';
import { auditRun } from './audit/audit-run.ts';
import type { ParsedArguments } from './flags.ts';
import { jsonText } from './run-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

export async function auditCommand({ values, positionals }: ParsedArguments, { results }: Terminal): Promise<number> {
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    const what = folder === undefined ? 'the run is missing' : `${positionals.length} folders`;
    throw usageError({ what, expected: 'the folder of one run', suggestion: 'simulate audit runs/crash-2020-1f0c99ab' });
  }
  const result = await auditRun(folder);
  const isClean = result.checks.every(({ findings }) => findings.length === 0);
  if (values.json === undefined) results.write(auditPage(folder, result, results));
  else results.write(jsonText({ schemaVersion: 1, digest: result.manifest.digest, isClean, checks: result.checks }, { indent: 2 }));
  return isClean ? exitCodes.ok : exitCodes.invariantViolated;
}
