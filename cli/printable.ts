/** Text of files on a terminal: what would move the cursor, colour the screen or turn the reading direction is shown as a mark. */

const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One line of printable text. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}
