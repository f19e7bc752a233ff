/** Where a Chromium may be on this machine. */
import { existsSync } from 'node:fs';

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a browser: CHROMIUM_PATH where it is set, otherwise the first of the usual places; undefined when there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  return (named ? [named] : known).find((path) => existsSync(path));
}

/** The notice of a suite that cannot run. With CI=true the lack of a browser is an error: there the suite must not vanish. */
export function missingBrowser(suite: string): string {
  const notice = `${suite}: skipped, no Chromium found. Install one (apt-get install chromium) or set CHROMIUM_PATH.`;
  if (process.env.CI === 'true') throw new Error(notice);
  return notice;
}
