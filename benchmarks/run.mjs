/** `npm run bench`: runs the compiled benchmarks; `npm run build` (or `npm ci`) compiles them. */
import { existsSync } from 'node:fs';

const compiled = new URL('../dist/benchmarks/main.js', import.meta.url);
if (existsSync(compiled)) await import(compiled.href);
else {
  console.error('dist/benchmarks/main.js is missing.\n  try: npm run build');
  process.exitCode = 2;
}
