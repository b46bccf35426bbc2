import { describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/index.ts';
import { dailyDocument, dailyMail } from '../../../src/reports/index.ts';
import { keptCss } from '../../../src/reports/mail/kept-css.ts';
import { demoDay } from '../support/demo-day.ts';

describe.each(roles)('the mail for %s', (role) => {
  const mails = ['2012-02-29', '2012-02-25', '2012-02-19'].flatMap((date) =>
    ['en', 'de'].map((language) => dailyMail(dailyDocument(demoDay(date, { role, language })))),
  );

  it('has only styles that mail programs keep, no picture, no class, no script and no address', () => {
    for (const { bodyHtml } of mails) {
      const properties = [...bodyHtml.matchAll(/style="([^"]*)"/g)].flatMap(([, style = '']) =>
        style.split(';').map((declaration) => declaration.split(':')[0]?.trim() ?? ''),
      );
      expect([...new Set(properties)].filter((property) => !keptCss.includes(property))).toEqual([]);
      expect(bodyHtml).not.toMatch(/<(?:style|script|svg|img|link|iframe|form)|class=|href=|src=|url\(|https?:/i);
    }
  });

  it('is under the 100 kB that mail programs show without cutting', () => {
    for (const { bodyHtml } of mails) expect(Buffer.byteLength(bodyHtml)).toBeLessThan(100_000);
  });

  it('says in its text what it says in its HTML', () => {
    for (const { bodyHtml, bodyText } of mails) {
      const html = bodyHtml.replaceAll('&amp;', '&').replaceAll('&#x27;', "'").replaceAll('\u00a0', ' ');
      for (const [, title = ''] of html.matchAll(/<h[12][^>]*>([^<]*)<\/h[12]>/g))
        if (!/^(Figures of the day|Zahlen des Tages)$/.test(title)) expect(bodyText).toContain(title);
    }
  });
});
