import { execFileSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../engine/errors.ts';
import { compiledModule } from '../../test/cli/program.ts';
import { compilePdf, loadTypesetter } from './compiler.ts';

async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(() => new Error('nothing failed'), (failure: unknown) => failure);
  if (!(error instanceof UserError)) throw error;
  return error;
}

describe('loadTypesetter', () => {
  it('says what is missing and what to do when the packages are not there', async () => {
    // Goal: an incomplete installation is told as such, with exit code 40, not as a bug.
    const error = await failureOf(loadTypesetter(() => Promise.reject(new Error("Cannot find module 'dejavu-fonts-ttf'"))));
    expect(error.exitCode).toBe(40);
    expect(error.message).toMatchInlineSnapshot(`
      "the PDF typesetter cannot be loaded: Cannot find module 'dejavu-fonts-ttf'
        expected: as npm ci installs them: @myriaddreamin/typst-ts-web-compiler, @expo-google-fonts/source-sans-3, dejavu-fonts-ttf
        try: run \`npm ci\` again, or ask for another format: --format html"
    `);
  });

  it('says so when the program is damaged', async () => {
    // Goal: a cut download does not look like a bug of the report.
    // In a process of its own: one that has loaded the typesetter before never reads it again.
    const program = `
      const { readFile } = await import('node:fs/promises');
      const { createRequire } = await import('node:module');
      const [url] = process.argv.slice(1);
      const { loadTypesetter } = await import(url);
      const cut = async (specifier) => {
        const bytes = await readFile(createRequire(url).resolve(specifier));
        return specifier.endsWith('/wasm') ? bytes.subarray(0, 1000) : bytes;
      };
      const error = await loadTypesetter(cut).catch((failure) => failure);
      console.log(JSON.stringify({ exitCode: error.exitCode, message: error.message }));`;
    const words = ['--input-type=module', '-e', program, compiledModule('reports/pdf/compiler.ts')];
    const error = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as Pick<UserError, 'exitCode' | 'message'>;
    expect(error.exitCode).toBe(40);
    expect(error.message).toContain('the PDF typesetter cannot be loaded');
  });
});

describe('compilePdf', () => {
  it('reports a wrong template as a bug, with its place', async () => {
    // Goal: our own mistakes are not blamed on the user.
    await expect(compilePdf({ template: '#let x = (', data: {} })).rejects.toThrow(/does not compile: .*report\.typ:1:/);
  });

  it('reaches no file and no package', async () => {
    // Goal: a template has nothing but its data; neither the disk nor the network.
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(compilePdf({ template: '#read("/etc/passwd")', data: {} })).rejects.toThrow(/does not compile/);
    await expect(compilePdf({ template: '#import "@preview/example:0.1.0": add', data: {} })).rejects.toThrow(/does not compile/);
    complaints.mockRestore();
  });
});
