/**
 * Writes the generated pages of docs/: the plant file reference from the schemas, the guide to KPIs from their table. With
 * `--check`, says which are out of date instead, and fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createPlantFileSchema } from '../src/runtime/index.ts';
import { truthJsonSchema } from '../src/simulation/index.ts';
import { kpisPage } from './kpis-page.ts';
import { stateWordsPage } from './state-words-page.ts';

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  /** What holds where it is left out, in words. */
  readonly defaultsTo?: string;
  readonly unit?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const pages = [
  { file: 'plant-file.md', text: plantFilePage() },
  { file: 'simulation-truth.md', text: truthPage() },
  { file: 'kpis.md', text: kpisPage() },
  { file: 'state-words.md', text: stateWordsPage() },
];
const folder = join(import.meta.dirname, '../docs');
let stale = 0;
for (const { file, text } of pages) {
  const path = join(folder, file);
  if (process.argv.includes('--check')) {
    if (readFileSync(path, 'utf8') === text) continue;
    console.error(`docs/${file} is out of date. Run \`npm run docs\` and commit it.`);
    stale++;
  } else writeFileSync(path, text);
}
process.exitCode = stale > 0 ? 1 : 0;

function plantFilePage(): string {
  const root = z.toJSONSchema(createPlantFileSchema(), {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  }) as JsonSchema;
  const rows: string[] = [];
  const seen = new Set<JsonSchema>();
  walk(root, '', rows, root, seen);
  return `# Plant file reference

Generated from the schemas by \`npm run docs\`; do not edit. [Getting started](getting-started.md) has a plant file to read.

\`gemba.config.ts\` (or \`.js\`, \`.json\`, \`.yaml\`) default-exports \`definePlant({ … })\`. \`gemba check\` tells every mistake at
once, each with the path in the first column. \`[]\` is any element of a list, \`{}\` any key of a record.

| path | what | values | default |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function truthPage(): string {
  const root = truthJsonSchema() as JsonSchema;
  const sections = (root.oneOf ?? root.anyOf ?? []).map((record) => {
    const rows: string[] = [];
    walk(record, '', rows, root, new Set());
    return `## \`${record.properties?.['kind']?.const}\`

${record.description ?? ''}

| field | what | values | |
| --- | --- | --- | --- |
${rows.filter((row) => !row.startsWith('| `kind` ')).join('\n')}
`;
  });
  return `# The truth of a simulated plant

Generated from the schema by \`npm run docs\`; do not edit. What \`gemba/simulation\` says of what really happened, so that
what is concluded from its facts can be scored: detection by \`anomaly\` and \`change\`, comparison by \`machineDay\` and
\`lineDay\`, linkage by \`scrapCause\`. Records are told apart by \`kind\`; written down, one a line (JSON Lines). Instants are
UTC epoch milliseconds, intervals half-open. \`truthSchema\` checks a record, \`truthJsonSchema()\` is the schema below.

${sections.join('\n')}
## JSON Schema

\`\`\`json
${JSON.stringify(root, null, 1)}
\`\`\`
`;
}

function walk(schema: JsonSchema, path: string, rows: string[], root: JsonSchema, open: Set<JsonSchema>): void {
  const node = resolveRef(schema, root);
  if (open.has(node)) return;
  open.add(node);
  const variants = node.anyOf ?? node.oneOf ?? [];
  for (const variant of variants) walk(variant, path, rows, root, open);
  if (node.items !== undefined) walk(node.items, `${path}[]`, rows, root, open);
  if (typeof node.additionalProperties === 'object') walk(node.additionalProperties, `${path}.{}`, rows, root, open);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`;
    const field = { ...resolveRef(child, root), ...child };
    const needed = node.required?.includes(name) === true && field.default === undefined;
    rows.push(
      `| \`${at}\` | ${cell(field.description ?? '')} | ${cell(valuesOf(field, root) + (field.unit === undefined ? '' : `, ${field.unit}`))} | ${cell(needed ? 'required' : defaultOf(field))} |`,
    );
    walk(child, at, rows, root, open);
  }
  open.delete(node);
}

function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  if (schema.$ref === '#') return root;
  return root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {};
}

function valuesOf(schema: JsonSchema, root: JsonSchema): string {
  const node = resolveRef(schema, root);
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  const variants = node.anyOf ?? node.oneOf;
  if (variants !== undefined) return [...new Set(variants.map((variant) => valuesOf(variant, root)))].join(' or ');
  if (node.type === 'array') return `list of ${node.items === undefined ? 'anything' : valuesOf(node.items, root)}`;
  const range = [
    node.minimum === undefined ? '' : `from ${node.minimum}`,
    node.maximum === undefined || node.maximum > 1e15 ? '' : `to ${node.maximum}`,
  ];
  return [String(node.type ?? 'anything'), ...range].filter((part) => part !== '').join(' ');
}

function defaultOf(schema: JsonSchema): string {
  if (schema.default === undefined) return schema.defaultsTo ?? '';
  const text = JSON.stringify(schema.default);
  return text.length > 60 ? 'see below' : `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
