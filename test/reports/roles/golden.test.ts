import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../../src/model/index.ts';
import { dailyDocument, dailyMail, renderHtml } from '../../../src/reports/index.ts';
import { demoDay } from '../support/demo-day.ts';
import { readable } from '../support/readable.ts';

const golden = (name: string): string => join(import.meta.dirname, '../../golden/reports', name);

const days = {
  '2012-02-29': 'a busy day',
  '2012-02-25': 'a quiet Saturday',
  '2012-03-29': 'the day of 23 hours',
  '2012-01-31': 'a day with holds',
  '2012-02-19': 'the day with the most downtime',
  '2012-02-27': 'a day with no downtime',
} as const;

describe.each(Object.entries(days))('the pages of %s, %s', (date) => {
  it.each(roles)('say for %s what they said (run with -u to accept a change)', async (role: Role) => {
    const html = renderHtml(dailyDocument(demoDay(date, { role })));
    await expect(readable(html)).toMatchFileSnapshot(golden(`${date}-${role}.html`));
  });
});

it.each(roles)('the pages for %s in German say what they said', async (role) => {
  const html = renderHtml(dailyDocument(demoDay('2012-02-29', { role, language: 'de' })));
  await expect(readable(html)).toMatchFileSnapshot(golden(`2012-02-29-${role}-de.html`));
});

it('Letter differs from A4 in its style alone', () => {
  for (const role of roles) {
    const document = dailyDocument(demoDay('2012-02-29', { role }));
    const [a4, letter] = [renderHtml(document), renderHtml(document, { paper: 'letter' })];
    expect(readable(letter)).toBe(readable(a4));
    expect(letter).toContain('size:letter portrait');
    expect(a4).toContain('size:A4 portrait');
  }
});

it.each(roles)('the mail for %s reads in plain text as it did', async (role) => {
  const { subject, bodyText } = dailyMail(dailyDocument(demoDay('2012-02-29', { role })));
  await expect(`Subject: ${subject}\n\n${bodyText}`).toMatchFileSnapshot(golden(`2012-02-29-${role}.mail.txt`));
});
