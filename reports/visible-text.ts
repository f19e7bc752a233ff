/** Text of strangers, made safe to look at before any format escapes it in its own way. */

const hiding =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Tag characters: text that no font shows. */
const tagCharacter = /[\u{e0000}-\u{e007f}]/gu;

export const replacementCharacter = '\ufffd';

/** Control characters, direction overrides and what is no character become U+FFFD, so that nothing reads other than it is. */
export function visible(text: string): string {
  return text.replace(hiding, replacementCharacter).replace(loneSurrogate, replacementCharacter).replace(tagCharacter, replacementCharacter);
}

/** Visible, on one line: a break becomes U+FFFD too, for names and commands, in which nobody expects one. */
export function visibleName(text: string): string {
  return visible(text).replace(/[\t\n\r]/g, replacementCharacter);
}

/** Visible, on one line: breaks and what surrounds them become a space, for sentences. */
export function visibleSentence(text: string): string {
  return visible(text).replace(/\s*[\t\n\r]\s*/g, ' ').trim();
}

/** The first characters and an ellipsis; together at most `lengthMax` characters, none of them cut in half. */
export function cutAt(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const characters = Array.from(text);
  return characters.length <= lengthMax ? text : `${characters.slice(0, lengthMax - 1).join('')}…`;
}
