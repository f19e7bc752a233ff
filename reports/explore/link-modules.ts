/** Several modules of the page's script as one text: imports between them are taken away, because they share one scope. */

const importLine = /^import \{[^}]*\} from '\.\/[a-z-]+\.js';\n/gm;
const exportWord = /^export (?=(?:async )?(?:function|const|class) )/gm;

/** Joins modules that import nothing but each other, by the same names, and export nothing but declarations. */
export function linkModules(texts: readonly string[]): string {
  const linked = texts.map((text) => text.replace(importLine, '').replace(exportWord, '').replace(/^export \{\};\n?/m, ''));
  const left = linked.join('\n').match(/^(?:import|export) .*/m);
  if (left !== null) throw new Error(`a module of the page cannot be linked: ${left[0]}`);
  refuseTwins(linked);
  return linked.map(withoutComments).join('\n');
}

/** Two declarations of one name would be one too many once the modules share a scope. */
function refuseTwins(texts: readonly string[]): void {
  const declared = /^(?:async )?(?:function|const|let|class) ([A-Za-z]\w*)/gm;
  const names = texts.flatMap((text) => [...text.matchAll(declared)].map((match) => match[1]));
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new Error(`two modules of the page declare ${twin}`);
}

/** Comments that fill whole lines are for readers of the source. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\n/gm, '').replace(/^[ \t]*\/\/.*\n/gm, '').replace(/^\n+/gm, '');
}

/** @throws Error when a browser would end or hide the text inside a script element, or read other characters than were hashed. */
export function readableInScript(text: string): string {
  const broken = /<\/script|<!--|<script|\r|\u0000/i.exec(text);
  if (broken !== null) throw new Error(`cannot stand in a script element: ${JSON.stringify(broken[0])} at ${broken.index}`);
  return text;
}
