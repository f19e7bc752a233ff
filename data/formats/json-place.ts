/**
 * Offset of element `index` of the array that stands under the keys `path` in a valid JSON text; -1 when there is none.
 * Walks the text once; values before the element are skipped without being parsed.
 */
export function locateElement(text: string, { path, index }: { path: readonly string[]; index: number }): number {
  let offset = skipSpace(text, 0);
  for (const key of path) {
    offset = findMember(text, { offset, key });
    if (offset < 0) return -1;
  }
  if (text[offset] !== '[') return -1;
  offset = skipSpace(text, offset + 1);
  for (let element = 0; element < index; element++) offset = skipSeparator(text, skipValue(text, offset));
  return offset < text.length ? offset : -1;
}

/** Offset of the value of `key` in the object at `offset`. */
function findMember(text: string, { offset, key }: { offset: number; key: string }): number {
  let cursor = skipSpace(text, offset + 1);
  while (text[cursor] === '"') {
    const end = skipString(text, cursor);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (text.slice(cursor + 1, end - 1) === key) return value;
    cursor = skipSeparator(text, skipValue(text, value));
  }
  return -1;
}

function skipSpace(text: string, offset: number): number {
  let cursor = offset;
  while (cursor < text.length && text.charCodeAt(cursor) <= 32) cursor += 1;
  return cursor;
}

/** Past white space and one comma to the next value. */
function skipSeparator(text: string, offset: number): number {
  const cursor = skipSpace(text, offset);
  return text[cursor] === ',' ? skipSpace(text, cursor + 1) : cursor;
}

function skipString(text: string, offset: number): number {
  let cursor = offset + 1;
  while (cursor < text.length && text[cursor] !== '"') cursor += text[cursor] === '\\' ? 2 : 1;
  return cursor + 1;
}

/** Past one value: to the end of a string, of a bracketed value, or of a bare word. */
function skipValue(text: string, offset: number): number {
  let cursor = offset;
  let depth = 0;
  do {
    const character = text[cursor];
    if (character === '"') cursor = skipString(text, cursor);
    else if (character === '[' || character === '{') [depth, cursor] = [depth + 1, cursor + 1];
    else if (character === ']' || character === '}') [depth, cursor] = [depth - 1, cursor + 1];
    else cursor = depth > 0 ? cursor + 1 : skipWord(text, cursor);
  } while (depth > 0 && cursor < text.length);
  return cursor;
}

function skipWord(text: string, offset: number): number {
  let cursor = offset + 1;
  while (cursor < text.length && !',]} \t\r\n'.includes(text[cursor])) cursor += 1;
  return cursor;
}
