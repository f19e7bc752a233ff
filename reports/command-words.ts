/** Words of command lines that a reader copies: names of users never become options, paths or commands. */

/** The name where it is plain (letters, digits, - _ .; not beginning with - or .), otherwise the word that stands for it. */
export function commandWord(name: string, otherwise: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}$/.test(name) ? name : otherwise;
}

/** `npx simulate replay RUN --path 17`; RUN stands for the folder of the run, which a report may have left. */
export function replayCommand(path: number): string {
  return `npx simulate replay RUN --path ${path}`;
}
