import { createHash } from 'node:crypto';
import { roles } from '../../../src/model/index.ts';
import { dailyDocument, dailyMail, renderHtml } from '../../../src/reports/index.ts';
import { demoDay } from './demo-day.ts';

/** SHA-256 of the pages and mails of a day, for every role, in both languages. */
export function hashOfDay(date: string): string {
  const hash = createHash('sha256');
  for (const role of roles)
    for (const language of ['en', 'de']) {
      const document = dailyDocument(demoDay(date, { role, language }));
      hash.update(renderHtml(document)).update(JSON.stringify(dailyMail(document)));
    }
  return hash.digest('hex');
}
