/**
 * Writes test/golden/digests.json anew: node test/golden/rewrite.mjs. Prints what changed; every change of an existing digest belongs
 * under "Results change" in CHANGELOG.md, with its reason.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGolden } from './compile.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const root = resolve(folder, '../..');
const file = join(folder, 'digests.json');
const crash = ['default', 'binance-usdm', 'bitmex-2020', 'hyperliquid'].map((set) => `crash-2020/${set}`);

const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const printed = execFileSync(process.execPath, [compileGolden(), root, ...crash, 'small'], { encoding: 'utf8' });
const { digests } = JSON.parse(printed);
writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);

const names = [...new Set([...Object.keys(before), ...Object.keys(digests)])];
const changed = names.filter((name) => before[name] !== digests[name]);
for (const name of changed) console.log(`${name}: ${before[name] ?? 'new'} -> ${digests[name] ?? 'gone'}`);
const advice = `${changed.length} of ${names.length} changed: list them under "Results change" in CHANGELOG.md`;
console.log(changed.length === 0 ? 'nothing changed' : advice);
