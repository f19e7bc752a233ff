/** How long things may be. */
import ts from 'typescript';
import { finding, isTest, lineOf, walk, type Finding, type Source } from './source.ts';

const functionLinesMax = 70;
const fileLinesMax = 400;
const columnsMax = 140;
const codeExtension = /\.(ts|js|mjs|c|h)$/;

/** A line with an address in it cannot be broken there. */
const address = /https?:\/\//;

/** Functions that may be longer, with the reason. An entry whose function has become short, or is gone, must be removed. */
export type LongFunctions = Readonly<Record<string, string>>;

type FunctionNode = ts.FunctionLikeDeclaration;

/** Functions above 70 lines that are not on the list. The body of a test suite (`describe`) is a list, not a function. */
export function checkFunctionLength(sources: readonly Source[], allowed: LongFunctions = {}): Finding[] {
  const used = new Set<string>();
  const findings = sources.flatMap((source) =>
    longFunctionsOf(source).flatMap(({ node, name, lines }) => {
      const key = `${source.path}#${name}`;
      used.add(key);
      return key in allowed ? [] : [finding(source, node, `${name} has ${lines} lines, at most ${functionLinesMax}: split it`)];
    }),
  );
  const stale = Object.keys(allowed).filter((key) => !used.has(key));
  return [...findings, ...stale.map((key) => ({ path: key, line: 0, message: 'is no longer a long function: take it off the list' }))];
}

function longFunctionsOf(source: Source): { node: FunctionNode; name: string; lines: number }[] {
  const found: { node: FunctionNode; name: string; lines: number }[] = [];
  walk(source.tree, (node) => {
    if (!isFunction(node) || isSuiteBody(node)) return;
    const end = source.tree.getLineAndCharacterOfPosition(node.end).line + 1;
    const lines = end - lineOf(source, node) + 1;
    if (lines > functionLinesMax) found.push({ node, name: nameOf(node), lines });
  });
  return found;
}

function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function isSuiteBody({ parent }: FunctionNode): boolean {
  return ts.isCallExpression(parent) && /^(describe|suite)\b/.test(parent.expression.getText());
}

function nameOf(node: FunctionNode): string {
  if (node.name) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'a function without a name';
}

/** Code files above 400 lines and lines above 140 columns, unless they hold an address. */
export function checkTextSize(path: string, text: string): Finding[] {
  if (!codeExtension.test(path)) return [];
  const lines = text.split('\n');
  const long = lines.flatMap(({ length }, i) =>
    length > columnsMax && !address.test(lines[i]) ? [{ path, line: i + 1, message: `${length} columns, at most ${columnsMax}` }] : [],
  );
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
  return count > fileLinesMax ? [{ path, line: 0, message: `${count} lines, at most ${fileLinesMax}: split it by noun` }, ...long] : long;
}

/** Exported functions and classes of the engine without a docstring. */
export function checkDocstrings(sources: readonly Source[]): Finding[] {
  return sources
    .filter(({ path }) => path.startsWith('engine/') && !isTest(path))
    .flatMap((source) =>
      source.tree.statements
        .filter((statement) => isExported(statement) && isCallable(statement) && !hasDocstring(source, statement))
        .map((statement) => finding(source, statement, 'is exported without a docstring: what it does, units, errors, sources')),
    );
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isCallable(node: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(node)) return node.body !== undefined;
  if (!ts.isVariableStatement(node)) return ts.isClassDeclaration(node);
  return node.declarationList.declarations.some(({ initializer }) => initializer !== undefined && ts.isArrowFunction(initializer));
}

/** Overloads share the docstring of the first signature. */
function hasDocstring(source: Source, node: ts.Statement): boolean {
  const name = ts.isFunctionDeclaration(node) ? node.name?.text : undefined;
  const isSame = (other: ts.Statement): boolean => ts.isFunctionDeclaration(other) && name !== undefined && other.name?.text === name;
  const sameName = source.tree.statements.filter((other) => other === node || isSame(other));
  return sameName.some((other) => ts.getJSDocCommentsAndTags(other).length > 0);
}
