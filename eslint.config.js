/**
 * Lint rules. Types catch most mistakes, test/tidy.test.ts checks the shape of the code; what is left here is what needs eslint:
 * forgotten promises, and the purity of the engine told in the editor while it is being broken.
 */
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Everything in engine/ but the runner gives the same bytes everywhere: no clock, no environment, no console, no input or output. */
const pureZone = ['engine/**/*.ts'];
const outsidePureZone = ['engine/runner/**', '**/*.test.ts'];

const restrictedGlobals = [
  ['Date', 'time is a field of the event: pass timeMs in'],
  ['process', 'the engine has no environment: pass options in, from cli/'],
  ['console', 'return data or call a listener; only cli/ prints'],
  ['performance', 'the engine has no clock; measure in benchmarks/'],
  ['crypto', 'use the digest and the streams of engine/math/'],
  ['setTimeout', 'schedule an event in the queue'],
  ['setInterval', 'schedule an event in the queue'],
  ['setImmediate', 'schedule an event in the queue'],
  ['fetch', 'the engine reads nothing; load data in data/'],
  ['Intl', 'the locale differs between machines; format in reports/'],
].map(([name, message]) => ({ name, message }));

/** Results of these may differ between machines in the last bit (ECMA-262 leaves them to the implementation). */
const inexact = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot'],
  ...['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];
const restrictedProperties = [
  { object: 'Math', property: 'random', message: 'draw from a named stream of engine/math/' },
  ...inexact.map((property) => ({ object: 'Math', property, message: 'use engine/math/transcendental.ts, the same bits everywhere' })),
];

const restrictedSyntax = [
  {
    selector: "BinaryExpression[operator='**']:not(BinaryExpression[left.value=2][right.type='Literal'])",
    message: 'use pow of engine/math/transcendental.ts; only 2 ** <literal> is exact everywhere',
  },
  { selector: "AssignmentExpression[operator='**=']", message: 'use pow of engine/math/transcendental.ts' },
];

/** Plain rules without options. */
const always = [
  ...['eqeqeq', 'no-async-promise-executor', 'no-case-declarations', 'no-cond-assign', 'no-constructor-return', 'no-dupe-else-if'],
  ...['no-duplicate-case', 'no-empty', 'no-empty-pattern', 'no-eval', 'no-extend-native', 'no-fallthrough', 'no-implied-eval'],
  ...['no-irregular-whitespace', 'no-loss-of-precision', 'no-misleading-character-class', 'no-new-func', 'no-promise-executor-return'],
  ...['no-proto', 'no-prototype-builtins', 'no-self-assign', 'no-sparse-arrays', 'no-template-curly-in-string', 'no-unreachable-loop'],
  ...['no-unsafe-finally', 'no-unused-labels', 'no-useless-escape', 'no-var', 'object-shorthand', 'prefer-const', 'use-isnan'],
  'valid-typeof',
];

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'runs/**', 'coverage/**', 'benchmarks/build/**'] },
  tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...Object.fromEntries(always.map((name) => [name, 'error'])),
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
    },
  },
  {
    files: pureZone,
    ignores: outsidePureZone,
    rules: {
      'no-restricted-globals': ['error', ...restrictedGlobals],
      'no-restricted-properties': ['error', ...restrictedProperties],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'engine/ is pure except engine/runner/' }] }],
    },
  },
  {
    // A forgotten promise loses an error. These zones are asynchronous; the rule needs types, so only they pay for it.
    files: ['cli.ts', ...['cli', 'data', 'reports', 'scenarios', 'engine/runner', 'benchmarks'].map((zone) => `${zone}/**/*.ts`)],
    ignores: ['**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // Configuration files are read by tools that want a default export.
    files: ['*.config.ts', '*.config.js'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
