/**
 * Text of strangers inside GitHub and GitLab Markdown. What Markdown or HTML could take for structure becomes a character reference,
 * which by CommonMark (section 2.5) never stands for structure; what only the sites act on (mentions, references to issues, links,
 * emoji) is broken by a zero-width space, which they leave alone.
 */
import { createHash } from 'node:crypto';
import { shortName, shortSentence, visible, visibleName } from '../visible-text.ts';
import { commandLengthMax, nameLengthMax, sentenceLengthMax } from './outcome-words.ts';

const zeroWidthSpace = '\u200b';

/** `@team`, `#12`, `!12`, `&12`, `~label`, `GH-12`, `www.x`, `https://`, `:emoji:`, and `::command` of GitHub's runner. */
const actedOn = /@|[#!&~](?=\w)|\bGH-(?=\d)|\bwww\.(?=\S)|:(?=:|\/\/|[\w+-]+:)/gi;
/** An underscore inside a word is no emphasis, a bracket alone no link or footnote. */
const structural = /[&<>"'\\`*{}#!|~@$^]|\[(?=\^)|\](?=[([:]|$)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function reference(character: string): string {
  return named[character] ?? `&#${character.codePointAt(0)};`;
}

function withReferences(text: string): string {
  return text.replace(structural, reference).replaceAll(zeroWidthSpace, '&#8203;');
}

/** A sentence as text, at most 600 characters. */
export function sentence(text: string): string {
  return withReferences(shortSentence(text, sentenceLengthMax).replace(actedOn, (found) => found + zeroWidthSpace));
}

/** A name as text, at most 120 characters; a break in it is shown. */
export function name(text: string): string {
  return withReferences(shortName(text, nameLengthMax).replace(actedOn, (found) => found + zeroWidthSpace));
}

/** A number that this program wrote. */
export function figure(text: string): string {
  return text.replaceAll('<', '&lt;');
}

/** A name in a fixed pitch, in which the sites act on nothing. */
export function codeName(text: string): string {
  return code(shortName(text, nameLengthMax));
}

/** A command to copy; one too long to be shown whole is not shown at all. */
export function command(text: string): string {
  return text.length <= commandLengthMax ? code(visibleName(text)) : `(a command of ${text.length} characters: see the JSON format)`;
}

const harmless = /^[A-Za-z0-9_](?:[A-Za-z0-9_ .,:=()/-]*[A-Za-z0-9_)])?$/;

function code(text: string): string {
  if (harmless.test(text) && !/:\/\/|www\./i.test(text)) return `\`${text}\``;
  return codeElement(text);
}

/** A name in a fixed pitch where Markdown is not read, such as in a summary. */
export function summaryName(text: string): string {
  return codeElement(shortName(text, nameLengthMax));
}

function codeElement(text: string): string {
  const quiet = withReferences(text).replace(/:(?=\/\/)/g, reference).replace(/(?<=www)\./gi, reference);
  return `<code>${quiet}</code>`;
}

/**
 * The hidden tag by which a gate's comment is found again. The name is percent-encoded, so that it can neither close the comment nor
 * be that of another gate; what is long ends in its hash.
 */
export function hiddenTag(gateName: string): string {
  const encoded = encodeURIComponent(visible(gateName)).replace(/[!'()*~]|(?<=-)-/g, percentEncoded);
  const short = encoded.length <= nameLengthMax ? encoded : `${encoded.slice(0, 80)}~${sha256(encoded).slice(0, 32)}`;
  return `<!-- simulate-gate:${short} -->`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
