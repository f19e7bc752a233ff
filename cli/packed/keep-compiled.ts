/**
 * Loaded before the program when it is packed (pack.ts), in each of its threads: writes what V8 has compiled of the packed files, as late
 * as the thread allows. Functions that never ran are not among it; they are compiled when they are called, as ever.
 */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort } from 'node:worker_threads';
import { packedFolder, scripts } from './load-packed.ts';
import type { WorkerMessage } from '../simulation-thread.ts';

/** V8 forgets the code of functions that have not run for a while. What it keeps must say that it was made with the flags of every run. */
function keepEverything(isOn: boolean): void {
  setFlagsFromString(isOn ? '--no-flush-bytecode' : '--flush-bytecode');
}

function writeCompiled(): void {
  keepEverything(false);
  for (const [path, script] of scripts) writeFileSync(new URL(`${path}.compiled`, packedFolder), script.createCachedData());
  keepEverything(true);
}

/** A thread is ended from outside, once it has said that it is done. */
function writeBeforeTheLastWord(port: NonNullable<typeof parentPort>): void {
  const say = port.postMessage.bind(port);
  port.postMessage = (message: WorkerMessage) => {
    if (message.kind === 'finished') writeCompiled();
    say(message);
  };
}

keepEverything(true);
if (isMainThread) process.on('exit', writeCompiled);
else if (parentPort) writeBeforeTheLastWord(parentPort);
