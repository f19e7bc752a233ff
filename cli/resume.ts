/** `simulate resume FOLDER`: goes on with a run that was interrupted or killed, and ends as it would have ended. */
import { existsSync } from 'node:fs';
import type { ParsedArguments } from './flags.ts';
import { runToFolder, workerCount } from './run.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';
import { WorkFolder } from './work-folder.ts';

export async function resumeCommand({ values, positionals }: ParsedArguments, terminal: Terminal): Promise<number> {
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    const what = folder === undefined ? 'the folder is missing' : `${positionals.length} folders`;
    throw usageError({ what, expected: 'the folder of one interrupted run', suggestion: 'ls -d runs/*.partial' });
  }
  const workers = workerCount(values);
  const resumed = WorkFolder.reopen(folder);
  const { cwd, output, identity } = resumed.header;
  // Files of the request and of the output are named from where the run began.
  if (cwd !== process.cwd() && existsSync(cwd)) process.chdir(cwd);
  return await runToFolder({ request: identity.inputs.request, output, workers, resumed }, { json: values.json !== undefined, terminal });
}
