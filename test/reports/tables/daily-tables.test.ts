import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/index.ts';
import {
  type DailyDocument,
  type DailyReportInput,
  daily,
  dailyDocument,
  dailyTables,
  listLanguages,
  type Table,
} from '../../../src/reports/index.ts';
import { demoDay, tokens } from '../support/demo-day.ts';
import { listLists, tableLists } from '../support/lists.ts';

const base = demoDay('2012-02-29');
const workers = tokens.map((token) => token.slice(2));

/** The day is analysed once; who reads it changes nothing of it. */
function inputFor(role: DailyReportInput['audience']['role'], language = 'en'): DailyReportInput {
  const { audience, personLabel } = demoDayAudience(role, language);
  return { ...base, audience, personLabel };
}

function demoDayAudience(
  role: DailyReportInput['audience']['role'],
  language: string,
): Pick<DailyReportInput, 'audience' | 'personLabel'> {
  const persons = role === 'shift-lead' ? 'names' : 'pseudonyms';
  return {
    audience: { id: role, role, language, persons, recipients: [] },
    personLabel: (token) => (role === 'shift-lead' ? token.slice(2) : 'worker A1'),
  };
}

function tableOf(tables: readonly Table[], id: string): Table {
  const table = tables.find((candidate) => candidate.id === id);
  if (table === undefined) throw new Error(`No table ${id}.`);
  return table;
}

describe.each(roles)('the tables of %s', (role) => {
  const document: DailyDocument = dailyDocument(inputFor(role));
  const tables = dailyTables(document);

  it('are all lists of the document, with as many rows', () => {
    const sizes = tables.map(({ rows }) => rows.length);
    for (const [path, list] of listLists(JSON.parse(JSON.stringify(document)))) {
      if (tableLists[path] !== undefined || list.length === 0) continue;
      expect(sizes, path).toContain(list.length);
    }
  });

  it('have distinct ids and titles that may be the name of a sheet', () => {
    for (const names of [tables.map(({ id }) => id), tables.map(({ title }) => title.toLowerCase())])
      expect(new Set(names).size).toBe(tables.length);
    for (const { title } of tables) expect(title).toMatch(/^[^[\]:*?/\\]{1,31}$/);
  });

  it('have the same shape in every language, each with words of its own', () => {
    const others = listLanguages().map((language) => dailyTables(dailyDocument(inputFor(role, language))));
    const shape = (of: readonly Table[]): unknown => of.map(({ id, columns }) => [id, columns.map((c) => c.id)]);
    for (const other of others) expect(shape(other)).toEqual(shape(tables));
    const [german] = others.slice(-1);
    expect(german?.[0]?.title).toBe('Werk');
  });

  it('have a row id for each row of the window, none twice', () => {
    for (const { rowIds, rowNames, rows } of tables) {
      if (rowIds === undefined) continue;
      expect(new Set(rowIds).size).toBe(rows.length);
      expect(rowNames).toHaveLength(rows.length);
    }
  });

  it('name a worker only where the role is cleared, in CSV and in every sheet of the workbook', async () => {
    const { files } = await daily.render(inputFor(role), ['csv', 'xlsx']);
    const texts = files.map(({ name, format, bytes }) => {
      if (format === 'csv') return `${name} ${Buffer.from(bytes).toString()}`;
      const workbook = read(bytes, { bookFiles: true }) as unknown as {
        files: Record<string, { content: Uint8Array }>;
      };
      return Object.values(workbook.files)
        .map(({ content }) => Buffer.from(content ?? []).toString())
        .join('\n');
    });
    expect(texts.length).toBeGreaterThan(5);
    const shown = workers.filter((worker) => texts.some((text) => text.includes(worker)));
    if (role === 'shift-lead') expect(shown.length).toBeGreaterThan(5);
    else expect(shown).toEqual([]);
    for (const text of texts) expect(tokens.filter((token) => text.includes(token))).toEqual([]);
  });
});

const page = readFileSync(join(import.meta.dirname, '../../../docs/reports/tables.md'), 'utf8');

it.each(roles)('docs/reports/tables.md names the tables of %s', (role) => {
  const listOf = (who: string): string[] => {
    const line = page.split('\n').find((text) => text.startsWith(`| ${who} |`)) ?? '';
    return [...line.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id as string);
  };
  const named = [...listOf('every role'), ...listOf(role.replace('-', ' '))];
  expect(named.sort()).toEqual(
    dailyTables(dailyDocument(inputFor(role)))
      .map(({ id }) => id)
      .sort(),
  );
});

describe('the files', () => {
  it('are one CSV per table named by it, and one workbook of all', async () => {
    const { files } = await daily.render(inputFor('production'), ['csv', 'xlsx']);
    const names = files.map(({ name }) => name);
    expect(names).toContain('daily-2012-02-29-production-equipment.csv');
    expect(names.at(-1)).toBe('daily-2012-02-29-production.xlsx');
    expect(new Set(names).size).toBe(names.length);
  });

  it('of a workbook says what its figures stand on', async () => {
    const { files } = await daily.render(inputFor('quality'), ['xlsx']);
    expect(read(files[0]?.bytes, { bookProps: true }).Custprops).toMatchObject({
      softwareVersion: '0.1.0',
      dataFingerprint: base.provenance.dataFingerprint,
      configFingerprint: base.provenance.configFingerprint,
      revision: 1,
    });
  });

  it('are those of the tables that were asked for; one there is not is an error that lists what there is', async () => {
    const input = inputFor('maintenance');
    const { files } = await daily.render(input, ['csv'], { tables: ['stops'] });
    expect(files.map(({ name }) => name)).toEqual(['daily-2012-02-29-maintenance-stops.csv']);
    await expect(daily.render(input, ['csv'], { tables: ['staffing'] })).rejects.toThrow(
      /no table 'staffing'. Its tables: plant, equipment, .*stops/,
    );
  });

  // semantics.md, worked machine-days: minutes computed by plain loops, apart from gemba.
  it('hold the worked machine-day of semantics, in minutes, pieces and percent', async () => {
    const { files } = await daily.render(inputFor('production'), ['csv'], { tables: ['equipment'] });
    const rows = parse(Buffer.from(files[0]?.bytes ?? []), { columns: true }) as Record<string, string>[];
    expect(rows.find((row) => row['Equipment'] === 'Machine 8 - Turning & Milling')).toMatchObject({
      'Run (min)': '346',
      'Setup (min)': '374',
      'Down (min)': '0',
      'Silent (min)': '720',
      'Planned (min)': '1440',
      'Completed (pieces)': '29',
      'Availability, low (%)': '24.03',
      'Availability, high (%)': '48.06',
    });
  });

  it('say zone, minutes and percent in the headings, in the audience’s language', () => {
    const german = dailyTables(dailyDocument(inputFor('maintenance', 'de')));
    const headings = tableOf(german, 'stops').columns.map(({ heading }) => heading);
    expect(headings).toContain('Von (Asia/Jerusalem)');
    expect(headings).toContain('Dauer (min)');
    expect(tableOf(german, 'equipment').columns.map(({ heading }) => heading)).toContain('Verfügbarkeit (%)');
  });
});
