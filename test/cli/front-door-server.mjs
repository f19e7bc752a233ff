/**
 * Answers command lines one after the other in one process that has everything loaded: node front-door-server.mjs URL, forked with a
 * channel; the URL is that of the compiled front door. Every question has its own streams, folder and environment; the program is the
 * one that cli.ts starts.
 */
import { Writable } from 'node:stream';

const { openFrontDoor } = await import(process.argv[2]);
const home = process.cwd();
let last = Promise.resolve();

process.on('message', (question) => (last = last.then(() => answer(question))));
// Whoever asked has gone.
process.on('disconnect', () => process.exit());

async function answer({ id, words, cwd, env }) {
  const [stdout, stderr] = [takeStream('stdout'), takeStream('stderr')];
  setEnvironment(env);
  process.chdir(cwd);
  process.exitCode = undefined;
  const code = await openFrontDoor(words);
  process.chdir(home);
  process.exitCode = undefined;
  process.send({ id, ended: { code, stdout: stdout.text(), stderr: stderr.text() } });
}

/** Puts a stream that remembers into the place of one of this process, as if it were a pipe. */
function takeStream(name) {
  const pieces = [];
  const write = (piece, _encoding, done) => {
    pieces.push(piece);
    done();
  };
  const stream = new Writable({ write });
  Object.defineProperty(process, name, { configurable: true, get: () => stream });
  return { text: () => Buffer.concat(pieces).toString('utf8') };
}

/** The real variables, because threads get copies of them. */
function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
