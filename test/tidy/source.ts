/** Reads the project's files and gives the rules what they need: text, lines and the tree of the TypeScript parser. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** One thing that a rule objects to; `line` counts from 1, 0 when it is about the whole file. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** A TypeScript file, parsed. `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const generatedFolders = new Set(['node_modules', 'dist', 'runs', 'coverage', '.git', 'build']);

/** Parses a snippet or a file. */
export function parse(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Every file that belongs to the project: known to git or about to be; without git, everything that is not generated. */
export function projectFiles(root: string): string[] {
  const listed = existsSync(join(root, '.git')) ? listedByGit(root) : listedByWalking(root, '');
  return listed.filter((path) => existsSync(join(root, path))).sort();
}

function listedByGit(root: string): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

function listedByWalking(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (generatedFolders.has(entry.name)) return [];
    return entry.isDirectory() ? listedByWalking(root, path) : [path];
  });
}

/** The TypeScript files among `paths`. */
export function readSources(root: string, paths: readonly string[]): Source[] {
  return paths.filter((path) => path.endsWith('.ts')).map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

export function lineOf(source: Source, node: ts.Node): number {
  return source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1;
}

export function finding(source: Source, node: ts.Node, message: string): Finding {
  return { path: source.path, line: lineOf(source, node), message };
}

/** Visits every node below `node`, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** One import or re-export: what is written, and the project file it means (null for a package). */
export interface Import {
  readonly node: ts.Node;
  readonly specifier: string;
  readonly target: string | null;
  readonly typeOnly: boolean;
}

/** Static and dynamic imports and re-exports of a file. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== null) found.push({ node, specifier, target: resolve(source.path, specifier), typeOnly: isTypeOnly(node) });
  });
  return found;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function specifierOf(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(node.arguments[0]);
  return null;
}

function textOf(node: ts.Node): string | null {
  return ts.isStringLiteralLike(node) ? node.text : null;
}

function resolve(from: string, specifier: string): string | null {
  return specifier.startsWith('.') ? join(dirname(from), specifier) : null;
}
