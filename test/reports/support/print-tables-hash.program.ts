/** Prints the SHA-256 of a workbook and of its tables as CSV: a process of its own, so that its zone and locale are. */
import { createHash } from 'node:crypto';
import { toCsv } from '../../../src/reports/tables/csv.ts';
import { toXlsx } from '../../../src/reports/tables/xlsx.ts';
import { fixedTables, windowEnd } from './fixed-tables.ts';

const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const workbook = await toXlsx(fixedTables, { title: 'Job shop', datedAt: windowEnd });
console.log(hash(workbook), hash(fixedTables.map(toCsv).join()));
