/** Text of files on a terminal: what would move the cursor, colour the screen, turn the reading direction or command CI is marked. */
import { replacementCharacter, visibleName } from '../reports/visible-text.ts';

/** GitHub's runner obeys `::command::` where a line begins with it, which wrapping decides; `##[command]` and its relatives anywhere. */
const lineCommand = /(?<!\S)(?=::)/g;
const oldCommand = /##(?=(?:vso|teamcity)?\[)/gi;

/** One line of printable text. */
export function printable(text: string): string {
  return visibleName(text).replace(lineCommand, replacementCharacter).replace(oldCommand, `#${replacementCharacter}#`);
}

/** The same for text that may have several lines: breaks become spaces. */
export function printableSentence(text: string): string {
  return printable(text.replace(/\s*[\n\r]\s*/g, ' '));
}
