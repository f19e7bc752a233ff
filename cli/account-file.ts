/** Accounts of a YAML file: one account, a list of accounts, or a mapping with the key accounts. */
import { z } from 'zod';
import type { MarginAccount } from '../engine/study/margin-statement.ts';
import { accountSchema } from '../scenarios/account-schema.ts';
import type { AccountEntry } from '../scenarios/account-schema.ts';
import { checkDocument } from '../scenarios/validate.ts';
import { readYaml } from '../scenarios/yaml.ts';
import type { YamlDocument } from '../scenarios/yaml.ts';

const listSchema: z.ZodType<readonly AccountEntry[]> = z.array(accountSchema).min(1);
const mappingSchema: z.ZodType<{ readonly accounts: readonly AccountEntry[] }> = z.strictObject({ accounts: z.array(accountSchema).min(1) });

/** Accounts with the place of each. Throws UserError, exit 30, with file:line:column. */
export function readAccountFile(file: string): readonly MarginAccount[] {
  const document = readYaml(file);
  const { value } = document;
  if (Array.isArray(value)) return placed(document, checkDocument(document, { schema: listSchema }), []);
  const isMapping = typeof value === 'object' && value !== null && 'accounts' in value;
  if (isMapping) return placed(document, checkDocument(document, { schema: mappingSchema }).accounts, ['accounts']);
  return [{ ...checkDocument(document, { schema: accountSchema }), place: document.place([]) }];
}

function placed({ place }: YamlDocument, accounts: readonly AccountEntry[], base: readonly string[]): MarginAccount[] {
  return accounts.map((account, index) => ({ ...account, place: place([...base, index]) }));
}
