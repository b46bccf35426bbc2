import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roles } from '../../../src/model/index.ts';
import {
  type Browser,
  daily,
  dailyDocument,
  dailyJsonSchema,
  dailyMail,
  dailyTables,
  openBrowser,
  reportFormats,
} from '../../../src/reports/index.ts';
import { toCsv } from '../../../src/reports/tables/csv.ts';
import { type DemoDayOptions, demoDay } from '../support/demo-day.ts';

const date = '2012-02-21';
/** Who reads money; the others must not. */
const readers: readonly Role[] = ['director', 'production'];
const others = roles.filter((role) => !readers.includes(role));
const money = /€|EUR/;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

/** Every file and mail text of a role, by where it stands. */
async function channelsOf(options: DemoDayOptions): Promise<ReadonlyMap<string, Buffer>> {
  const { files, mail } = await daily.render(demoDay(date, options), reportFormats, { browser });
  return new Map([
    ...files.map(({ name, bytes }) => [name, Buffer.from(bytes)] as const),
    ['subject', Buffer.from(mail?.subject ?? '')] as const,
    ['mail html', Buffer.from(mail?.bodyHtml ?? '')] as const,
    ['mail text', Buffer.from(mail?.bodyText ?? '')] as const,
  ]);
}

/** Of a PDF what it shows: a browser numbers its parts anew each time it prints. */
async function textOf(bytes: Buffer): Promise<string> {
  if (!bytes.subarray(0, 4).equals(Buffer.from('%PDF'))) return bytes.toString();
  return (await extractText(new Uint8Array(bytes), { mergePages: true })).text;
}

describe.each(others)('what %s is given of a plant with rates', (role) => {
  it('is, in every format, what it is of the plant without: not even the order tells', async () => {
    const [rated, without] = [await channelsOf({ role, isRated: true }), await channelsOf({ role })];
    expect([...rated.keys()]).toEqual([...without.keys()]);
    expect(reportFormats.filter((format) => ![...rated.keys()].some((name) => name.endsWith(format)))).toEqual([]);
    for (const [where, bytes] of rated) {
      const other = without.get(where) as Buffer;
      if (where.endsWith('.pdf')) expect(await textOf(bytes), where).toBe(await textOf(other));
      else expect(bytes.equals(other), where).toBe(true);
      if (!where.endsWith('.xlsx')) expect(await textOf(bytes), where).not.toMatch(money);
    }
  });

  it('has no place for money in its schema', () => {
    const schema = JSON.stringify(dailyJsonSchema(role));
    expect(schema).not.toMatch(/"(money|currency)"/);
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile({
      ...dailyJsonSchema(role),
      $id: role,
    });
    const document = dailyDocument(demoDay(date, { role }));
    expect(validate({ ...document, currency: 'EUR' })).toBe(false);
    const [first] = document.findings;
    const findings = [{ ...first, money: null }];
    if (first !== undefined) expect(validate({ ...document, findings })).toBe(false);
  });
});

describe.each(readers)('what %s is given of a plant with rates', (role) => {
  const rated = dailyDocument(demoDay(date, { role, isRated: true }));
  if (rated.role !== 'director' && rated.role !== 'production') throw new Error('wrong role');
  const { findings, currency } = rated;

  it('has the amount and the currency of each finding, and fits its JSON Schema', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile({
      ...dailyJsonSchema(role),
      $id: role,
    });
    expect(validate(JSON.parse(JSON.stringify(rated))), JSON.stringify(validate.errors)).toBe(true);
    expect(currency).toBe('EUR');
    expect(findings.length).toBeGreaterThan(3);
    for (const { money: of } of findings)
      expect(of).toEqual({ amount: expect.any(Number), currency: 'EUR', atLeast: expect.any(Boolean) });
    const [machine9] = findings.filter(
      ({ rule, equipment }) => rule === 'breakdown' && equipment?.name.includes(' 9 '),
    );
    // semantics of the demo's day: Machine 9 stood 523 minutes, at €140 an hour.
    expect(machine9?.money).toEqual({ amount: 1220.33, currency: 'EUR', atLeast: false });
  });

  it('is ranked by money, its own findings first unless it is the director', () => {
    const isOwn = (owner: string): number => (role !== 'director' && owner === role ? 0 : 1);
    const order = findings.map(({ owner, money: of }) => [isOwn(owner), -(of?.amount ?? 0)] as const);
    expect(order).toEqual(order.toSorted(([a, x], [b, y]) => a - b || x - y));
  });

  it('says money in every format, and in none of the plant without rates', async () => {
    const shown = /json|html|pdf|findings\.csv|mail text$/;
    for (const isRated of [true, false])
      for (const [where, bytes] of await channelsOf({ role, isRated })) {
        if (!shown.test(where)) continue;
        if (isRated) expect(await textOf(bytes), where).toMatch(money);
        else expect(await textOf(bytes), where).not.toMatch(money);
      }
  });

  it('has it as a column with the currency in its heading, only where there are rates', () => {
    const findingsOf = (isRated: boolean, language: string) => {
      const table = dailyTables(dailyDocument(demoDay(date, { role, isRated, language }))).find(
        ({ id }) => id === 'findings',
      );
      return table === undefined ? '' : toCsv(table);
    };
    expect(findingsOf(true, 'en')).toMatch(/^[^\n]*,Money it stands for \(EUR\),At least that money,/);
    expect(findingsOf(true, 'en')).toContain(',1220.33,no,');
    expect(findingsOf(true, 'de')).toMatch(/^[^\n]*"?,"Geld, um das es geht \(EUR\)",Mindestens dieses Geld,/);
    expect(findingsOf(false, 'en')).not.toMatch(/money/i);
  });
});

it('a day without facts says what its planned time costs, and a day without findings keeps its currency', () => {
  const silent = dailyDocument(demoDay(date, { isRated: true, facts: false }));
  expect(silent.findings[0]?.text.detail).toMatch(/Planned time: about\u00a0€[\d,]+\.$/);
  const input = demoDay(date, { isRated: true });
  const quiet = dailyDocument({ ...input, analysis: { ...input.analysis, findings: [] } });
  expect(
    dailyTables(quiet)
      .find(({ id }) => id === 'findings')
      ?.columns.map(({ heading }) => heading),
  ).toContain('Money it stands for (EUR)');
});

it.each(['en', 'de'])('the mail of a plant with rates reads in plain text as it did, in %s', async (language) => {
  const { subject, bodyText } = dailyMail(dailyDocument(demoDay('2012-02-29', { isRated: true, language })));
  const golden = join(import.meta.dirname, `../../golden/reports/2012-02-29-director-rates-${language}.mail.txt`);
  await expect(`Subject: ${subject}\n\n${bodyText}`).toMatchFileSnapshot(golden);
});
