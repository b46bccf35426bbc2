/** Prints the SHA-256 of the director's page of a day: a process of its own, so that its zone and locale are. */
import { createHash } from 'node:crypto';
import { type DirectorDocument, dailyDocument, renderHtml } from '../../../src/reports/index.ts';
import { demoDay } from './demo-day.ts';

const html = renderHtml(dailyDocument(demoDay(process.argv[2] as string)) as DirectorDocument);
console.log(createHash('sha256').update(html).digest('hex'));
