/** What an audit prints: every check with what it looked at, then every difference. */
import { printable } from '../printable.ts';
import { styled, wrapText } from '../terminal.ts';
import type { Stream } from '../terminal.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';
import type { AuditResult } from './audit-run.ts';

const widest = 120;
/** Of one check; the count of all is said. */
const mostShown = 8;

/** The page, ending in a line feed. */
export function auditPage(folder: string, { manifest, checks }: AuditResult, stream: Stream): string {
  const columns = Math.min(widest, stream.columns);
  const found = checks.reduce((sum, { findings }) => sum + findings.length, 0);
  const run = `${manifest.scenario.name}, ${manifest.paths} paths, seed ${manifest.seed}, version ${manifest.engineVersion}`;
  const differences = `${found} ${found === 1 ? 'DIFFERENCE' : 'DIFFERENCES'}`;
  const verdict = found === 0 ? styled(stream, 'green', 'NO DIFFERENCE') : styled(stream, 'red', differences);
  const lines = [
    ...wrapText(printable(`Audit of ${folder}: ${run}`), { columns }),
    '',
    ...checks.flatMap((one) => checkLines(one, columns, stream)),
    '',
    `${verdict} in ${checks.filter(({ isSkipped }) => !isSkipped).length} checks`,
  ];
  return `${lines.join('\n')}\n`;
}

function checkLines({ title, extent, isSkipped, findings }: AuditCheck, columns: number, stream: Stream): string[] {
  const mark = isSkipped ? '-   ' : findings.length > 0 ? 'FAIL' : 'ok  ';
  const style = isSkipped ? 'dim' : findings.length > 0 ? 'red' : 'green';
  const [first, ...rest] = wrapText(printable(`${title} (${extent})`), { columns, indent: 6, lead: '      ' });
  const more = findings.length > mostShown ? [`      and ${findings.length - mostShown} more`] : [];
  return [
    `${styled(stream, style, mark)}${first.slice(4)}`,
    ...rest,
    ...findings.slice(0, mostShown).flatMap((finding) => findingLines(finding, columns)),
    ...more,
  ];
}

function findingLines({ file, what, expected }: AuditFinding, columns: number): string[] {
  return [
    ...wrapText(printable(`${file}: ${what}`), { columns, indent: 8, lead: '      ' }),
    ...wrapText(printable(`expected: ${expected}`), { columns, indent: 10, lead: '        ' }),
  ];
}
