/** Where files live, what they are called, and what must stand beside them. */
import ts from 'typescript';
import { finding, importsOf, isTest, walk, type Finding, type Source } from './source.ts';
import { isPolicy } from './zones.ts';

const extensions = new Set([
  ...['ts', 'js', 'mjs', 'c', 'h', 'json', 'yaml', 'yml', 'md', 'csv', 'svg', 'png', 'html', 'css', 'txt', 'arrow', 'parquet'],
]);
const filesWithoutExtension = new Set(['LICENSE', '.gitignore', '.gitattributes', '.editorconfig', '.ci/run']);
const vagueName = /^(utils?|helpers?|common|misc|stuff)$/;
const sizeMaxBytes = 256 * 1024;

/** File names that say nothing, and kinds of file that nobody expects here. */
export function checkFileName(path: string): Finding[] {
  const messages: string[] = [];
  const words = path.split('/').map((part) => part.split('.')[0]);
  if (words.some((word) => vagueName.test(word))) messages.push('say what it holds: no utils, helpers, common, misc');
  const name = path.split('/').at(-1) ?? path;
  const extension = name.includes('.') && !name.startsWith('.') ? name.split('.').at(-1) : '';
  const known = extension === '' || extension === undefined ? filesWithoutExtension.has(path) : extensions.has(extension);
  if (!known) messages.push(`is not a kind of file this project has (${[...extensions].join(' ')})`);
  return messages.map((message) => ({ path, line: 0, message }));
}

/** A file or a blob in the history that is larger than 256 KiB. */
export function checkSize(path: string, bytes: number): Finding[] {
  return bytes > sizeMaxBytes ? [{ path, line: 0, message: `${bytes} bytes, at most ${sizeMaxBytes}: keep large data outside` }] : [];
}

/** Policies that the registry does not know. */
export function checkRegistered(sources: readonly Source[]): Finding[] {
  const registry = sources.find(({ path }) => path === 'engine/policies/registry.ts');
  const known = new Set(registry === undefined ? [] : importsOf(registry).map(({ target }) => target));
  return sources
    .filter((source) => isPolicy(source) && source !== registry && !known.has(source.path))
    .map(({ path }) => ({ path, line: 0, message: 'defines a policy that engine/policies/registry.ts does not list' }));
}

/** Files of policies/ and market/ without a test beside them. Files of types only and contracts have nothing to test. */
export function checkSiblingTests(sources: readonly Source[]): Finding[] {
  const paths = new Set(sources.map(({ path }) => path));
  return sources
    .filter(({ path }) => /^engine\/(policies|market)\/(?!testing\/)/.test(path) && !isTest(path) && !path.endsWith('/contract.ts'))
    .filter((source) => hasCode(source) && !paths.has(source.path.replace(/\.ts$/, '.test.ts')))
    .map(({ path }) => ({ path, line: 0, message: 'has no test beside it' }));
}

function hasCode({ tree }: Source): boolean {
  return tree.statements.some((statement) => {
    const { kind } = statement;
    return kind !== ts.SyntaxKind.InterfaceDeclaration && kind !== ts.SyntaxKind.TypeAliasDeclaration && !ts.isImportDeclaration(statement);
  });
}

const suiteWords = new Set(['it', 'test', 'describe', 'suite', 'context', 'ctx']);
const skippingWords = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails']);
const skippingGlobals = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/** Tests that do not run. Browser tests alone may ask whether there is a browser. */
export function checkNothingSkipped(sources: readonly Source[]): Finding[] {
  return sources.filter(({ path }) => isTest(path)).flatMap((source) => {
    const findings: Finding[] = [];
    const mayAsk = source.path.startsWith('test/browser/');
    walk(source.tree, (node) => {
      const word = skippingWord(node);
      if (word === null || (mayAsk && (word === 'skipIf' || word === 'runIf'))) return;
      findings.push(finding(source, node, `${word}: a test runs or is deleted`));
    });
    return findings;
  });
}

function skippingWord(node: ts.Node): string | null {
  if (ts.isIdentifier(node) && skippingGlobals.has(node.text) && ts.isCallExpression(node.parent)) return node.text;
  if (!ts.isPropertyAccessExpression(node) || !skippingWords.has(node.name.text)) return null;
  let root: ts.Expression = node.expression;
  while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = root.expression;
  return ts.isIdentifier(root) && suiteWords.has(root.text) ? node.name.text : null;
}

// Written in two parts, so that this file does not object to itself.
const forbiddenTexts: readonly (readonly [pattern: RegExp, message: string])[] = [
  [new RegExp(`\\b(${'FIX'}${'ME'}|${'TO'}${'DO'})\\b`), 'finish it now or open an issue'],
  [new RegExp(`@ts-${'ignore'}|@ts-${'nocheck'}|eslint-${'disable'}`), 'mend the code instead of silencing the tool'],
  [new RegExp(`${'/wo'}${'rk/'}|\\b${'fa'}${'rm-'}`), 'names a place that only exists on one machine'],
];
const textExtension = /\.(ts|js|mjs|c|h|json|ya?ml|md|csv|svg|html|css|txt)$|(^|\/)(run|LICENSE|\.gitignore)$/;

/** Left-overs, silenced tools and paths of one machine. */
export function checkText(path: string, text: string): Finding[] {
  if (!textExtension.test(path) || path === 'package-lock.json') return [];
  return text.split('\n').flatMap((content, i) =>
    forbiddenTexts.flatMap(([pattern, message]) => {
      const match = pattern.exec(content);
      return match === null ? [] : [{ path, line: i + 1, message: `${match[0]}: ${message}` }];
    }),
  );
}
