/** A revision in what people read: page, mail, subject; in print too, within the director's two pages. */
import { getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { daily, dailyDocument, dailyMail, openBrowserPool, type WrittenRevision } from '../../../src/reports/index.ts';
import { demoDay } from '../support/demo-day.ts';

const change = { id: 'plant/plant/completed', where: 'Plant', figure: 'Completed', unit: 'pieces' } as const;
const revision: WrittenRevision = {
  number: 2,
  reason: '12 late facts, 3 corrections',
  lateFacts: 12,
  corrections: 3,
  changes: [
    { ...change, from: 1_496, to: 1_512 },
    {
      ...change,
      where: 'Machine 8 - Turning & Milling',
      figure: 'Silent while planned',
      unit: 'minutes',
      from: 43_200_000,
      to: 41_000_000,
    },
    {
      ...change,
      where: 'Quality Check 1',
      figure: 'Planned time that reports cover',
      unit: 'ratio',
      from: 0.4583,
      to: 0.51,
    },
  ],
  changeCount: 117,
};
const said =
  'Revision 2: 12 late facts, 3 corrections. Plant, Completed: 1,496 → 1,512; Machine 8 - Turning & Milling, Silent while planned: 12 h → 11 h 23 min; Quality Check 1, Planned time that reports cover: 45.8 % → 51.0 %; and 114 more figures.';
const plain = (text: string): string =>
  text.replaceAll('\u00a0', ' ').replaceAll('&#xA0;', ' ').replaceAll('&amp;', '&');

test('the page says which revision it is, why, and what changed; the first says nothing of it', async () => {
  const input = demoDay('2012-02-29');
  const [revised, first] = await Promise.all(
    [{ ...input, revision }, input].map(async (of) => {
      const { files } = await daily.render(of, ['html']);
      return plain(Buffer.from(files[0]?.bytes ?? []).toString());
    }),
  );
  expect(revised).toContain(said);
  expect(first).not.toContain('Revision');
});

test('the mail says it in its subject, its body and its text', () => {
  const mail = dailyMail(dailyDocument({ ...demoDay('2012-02-29'), revision }));
  expect(mail.subject).toMatch(/^Revision 2: Job shop/);
  expect(plain(mail.bodyHtml)).toContain(said);
  expect(plain(mail.bodyText)).toContain(said);
});

test.each(['2012-02-29', '2012-02-21'])('printed, the director’s revision of %s is two pages still', async (date) => {
  await using browser = openBrowserPool();
  const { files } = await daily.render({ ...demoDay(date), revision }, ['pdf'], { browser });
  const { numPages } = await getDocumentProxy(new Uint8Array(files[0]?.bytes ?? []));
  expect(numPages).toBe(2);
});
