/** Accounts of a YAML file: one account, or several under the key accounts. */
import { z } from 'zod';
import type { MarginAccount } from '../engine/study/margin-statement.ts';
import { accountSchema } from '../scenarios/account-schema.ts';
import type { AccountEntry } from '../scenarios/account-schema.ts';
import { checkDocument } from '../scenarios/validate.ts';
import { readYaml } from '../scenarios/yaml.ts';

const severalSchema: z.ZodType<{ readonly accounts: readonly AccountEntry[] }> = z.strictObject({
  accounts: z.array(accountSchema).min(1),
});

/** Accounts with the place of each. Throws UserError, exit 30, with file:line:column. */
export function readAccountFile(file: string): readonly MarginAccount[] {
  const document = readYaml(file);
  const { value, place } = document;
  const isSeveral = typeof value === 'object' && value !== null && 'accounts' in value;
  if (!isSeveral) return [{ ...checkDocument(document, { schema: accountSchema }), place: place([]) }];
  const { accounts } = checkDocument(document, { schema: severalSchema });
  return accounts.map((account, index) => ({ ...account, place: place(['accounts', index]) }));
}
