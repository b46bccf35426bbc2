/** A source's own names for what the plant file knows by another: tables of its config. */
import { z } from 'zod';

/** A tag by the name a source has for it, and the unit the source gives it in where that is another. */
export interface TagAlias {
  readonly tag: string;
  readonly unit?: string | undefined;
}

export interface Aliases {
  readonly tags?: Readonly<Record<string, string | TagAlias>> | undefined;
  readonly equipment?: Readonly<Record<string, string>> | undefined;
  readonly products?: Readonly<Record<string, string>> | undefined;
  readonly operators?: Readonly<Record<string, string>> | undefined;
  readonly orders?: Readonly<Record<string, string>> | undefined;
  readonly reasons?: Readonly<Record<string, string>> | undefined;
}

export const aliasKinds = ['equipment', 'products', 'operators', 'orders', 'reasons'] as const;
export type AliasKind = (typeof aliasKinds)[number];

const name = z.string().min(1).max(1_000);
const namesOf = (what: string): z.ZodType<Readonly<Record<string, string>> | undefined> =>
  z.record(name, name).optional().describe(`${what}, by the name the source has. Default: none`);

/** Schema of `aliases` in the config of a source; names that are not listed stay as they are. */
export const aliasesSchema: z.ZodType<Aliases> = z.strictObject({
  tags: z
    .record(
      name,
      z.union([
        name,
        z.strictObject({
          tag: name.describe('Id or source name of the tag in the plant file'),
          unit: name.optional().describe('Unit the source gives it in, UCUM or of `units`. Default: the mapping’s'),
        }),
      ]),
    )
    .optional()
    .describe('Tags, by the name the source has; a bare text is the tag. Default: none'),
  equipment: namesOf('Equipment (id or name in the plant file)'),
  products: namesOf('Products'),
  operators: namesOf('Persons; only tokens of them are kept'),
  orders: namesOf('Work orders'),
  reasons: namesOf('Codes of the reason tree'),
});

/** The plant's name for a name of the source; that itself where no table has it. */
export function resolveAlias(aliases: Aliases | undefined, kind: AliasKind, received: string): string {
  const table = aliases?.[kind];
  return table !== undefined && Object.hasOwn(table, received) ? (table[received] as string) : received;
}
