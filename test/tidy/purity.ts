/** The pure zone of the engine: everything but the runner. Each ban names what to use instead. */
import ts from 'typescript';
import { finding, importsOf, isTest, walk, type Finding, type Source } from './source.ts';

const bannedGlobals: Readonly<Record<string, string>> = {
  Date: 'time is a field of the event: pass timeMs in',
  process: 'pass options in, from cli/',
  console: 'return data or call a listener; only cli/ prints',
  performance: 'measure in benchmarks/',
  crypto: 'use the digest and the streams of engine/math/',
  globalThis: 'pass what is needed as an argument',
  require: 'import what is needed at the top of the file',
  fetch: 'load data in data/',
  Intl: 'format in reports/',
  setTimeout: 'schedule an event in the queue',
  setInterval: 'schedule an event in the queue',
  setImmediate: 'schedule an event in the queue',
  queueMicrotask: 'schedule an event in the queue',
  eval: 'write the code',
};

/** Depend on the machine's locale. */
const bannedMembers: Readonly<Record<string, string>> = {
  localeCompare: 'compare with < and >',
  toLocaleString: 'format in reports/',
  toLocaleUpperCase: 'use toUpperCase',
  toLocaleLowerCase: 'use toLowerCase',
};

/** Members of Math that ECMA-262 defines to the last bit. Math.round is not among them on purpose: it rounds -0.5 up. */
const exactMath = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'sign', 'sqrt', 'trunc'],
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
]);
const replacedMath: Readonly<Record<string, string>> = {
  random: 'draw from a named stream of engine/math/',
  round: 'use roundHalfAway of engine/math/round.ts',
};

export function isPureZone(path: string): boolean {
  return path.startsWith('engine/') && !path.startsWith('engine/runner/') && !isTest(path);
}

/** Clock, environment, console, locale, chance, input and output, and inexact mathematics in the pure zone. */
export function checkPurity(sources: readonly Source[]): Finding[] {
  return sources.filter(({ path }) => isPureZone(path)).flatMap((source) => [...checkNodeImports(source), ...checkNodes(source)]);
}

function checkNodeImports(source: Source): Finding[] {
  return importsOf(source).flatMap(({ node, specifier }) => {
    if (specifier.startsWith('node:')) return [finding(source, node, `${specifier}: engine/ is pure except engine/runner/`)];
    return ts.isCallExpression(node) ? [finding(source, node, 'import(): import what is needed at the top of the file')] : [];
  });
}

function checkNodes(source: Source): Finding[] {
  const findings: Finding[] = [];
  walk(source.tree, (node) => {
    const objection = objectTo(node);
    if (objection !== null) findings.push(finding(source, node, objection));
  });
  return findings;
}

function objectTo(node: ts.Node): string | null {
  if (ts.isBinaryExpression(node)) return objectToPower(node);
  if (!ts.isIdentifier(node)) return null;
  if (isMemberName(node)) return Object.hasOwn(bannedMembers, node.text) ? `.${node.text}: ${bannedMembers[node.text]}` : null;
  if (node.text === 'Math') return objectToMath(node);
  return Object.hasOwn(bannedGlobals, node.text) ? `${node.text}: ${bannedGlobals[node.text]}` : null;
}

function objectToMath(node: ts.Identifier): string | null {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return 'Math: use its members by name';
  const member = parent.name.text;
  if (exactMath.has(member)) return null;
  return `Math.${member}: ${replacedMath[member] ?? 'use engine/math/transcendental.ts, the same bits on every machine'}`;
}

/** 2 ** literal is a power of two, exact everywhere; every other power is not. */
function objectToPower({ operatorToken, left, right }: ts.BinaryExpression): string | null {
  const { AsteriskAsteriskToken, AsteriskAsteriskEqualsToken } = ts.SyntaxKind;
  if (operatorToken.kind !== AsteriskAsteriskToken && operatorToken.kind !== AsteriskAsteriskEqualsToken) return null;
  const powerOfTwo = ts.isNumericLiteral(left) && left.text === '2' && ts.isNumericLiteral(unsigned(right));
  return powerOfTwo ? null : '**: use pow of engine/math/transcendental.ts';
}

function unsigned(node: ts.Expression): ts.Expression {
  return ts.isPrefixUnaryExpression(node) ? node.operand : node;
}

/** The name after a dot, or of a property that is being declared: not a reference to a global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isEnumMember(parent)) && parent.name === node;
}
