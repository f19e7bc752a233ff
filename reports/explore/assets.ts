/** The one script of an explorable page, and the policy that lets this text run and nothing else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { trusted } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { linkModules, readableInScript } from './link-modules.ts';

export interface ExploreAssets {
  /** Text between the tags of the script. */
  readonly script: string;
  /** Its hash as a source of a content security policy: `sha256-...`. */
  readonly hash: string;
}

/** Files of the page's own script: each after those whose functions it calls. */
const clientFiles = [
  ...['format', 'unpack', 'ticks', 'zoom', 'readings', 'overlay', 'chart-view', 'toolbar'],
  ...['live-figure', 'scrubber', 'set-switches', 'start'],
];

let made: ExploreAssets | undefined;

/** The charting library, its interpreter of expressions, and our script, as one text. Read once from the installed packages. */
export function exploreAssets(): ExploreAssets {
  made ??= assemble();
  return made;
}

/** The policy of an explorable page: no request, no code but the one script. */
export function explorePolicy(): string {
  return `default-src 'none'; script-src '${exploreAssets().hash}'; style-src 'unsafe-inline'; img-src data:`;
}

/** The script element; belongs at the end of the body. */
export function exploreScript(): Markup {
  return trusted(`<script>${exploreAssets().script}</script>\n`);
}

function assemble(): ExploreAssets {
  const script = [
    notices(),
    packageFile('vega', 'vega.min.js').replace(/^\/\/# sourceMappingURL.*$/m, ''),
    `(() => {\n'use strict';\nconst vega = globalThis.vega;`,
    interpreter(),
    linkModules(clientFiles.map((name) => readFileSync(new URL(`./client/${name}.js`, import.meta.url), 'utf8'))),
    'start(vega, expressionInterpreter);\n})();',
  ].join('\n');
  const text = readableInScript(script);
  return { script: text, hash: `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}` };
}

const require = createRequire(import.meta.url);

function packageFile(name: string, file: string): string {
  return readFileSync(join(dirname(require.resolve(name)), file), 'utf8');
}

/** The interpreter is published as a module that needs three names of a package that the charting library holds. */
function interpreter(): string {
  const names = 'const { ascending, isString, DisallowedObjectProperties } = vega;';
  const [imported, exported] = [/^import \{ ascending, isString, DisallowedObjectProperties \} from 'vega-util';$/m, /^export \{.*\};$/m];
  const text = packageFile('vega-interpreter', 'vega-interpreter.js');
  if (!imported.test(text) || !exported.test(text)) throw new Error('vega-interpreter is not written as expected: link it anew');
  const body = text.replace(imported, names).replace(exported, '').replace(/^\/\/# sourceMappingURL.*$/m, '');
  return `const expressionInterpreter = (() => {\n${body}\nreturn expression;\n})();`;
}

/** The licences of what is inlined ask to stand with it. */
function notices(): string {
  const licence = readFileSync(join(dirname(require.resolve('vega')), '..', 'LICENSE'), 'utf8').trim();
  const isc = 'Contains d3 modules. Copyright Mike Bostock. ISC License.';
  return `/*!\nVega and vega-interpreter\n${licence}\n\n${isc}\n*/`;
}
