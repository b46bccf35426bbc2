/** Prints a page with a pool, tells the browser's process id and holds it: for a test that kills this process. */
import { openBrowserPool } from '../../../src/reports/pdf/browser-pool.ts';

const pool = openBrowserPool();
await pool.printPdf('<title>T</title><p>x</p>');
console.log(pool.stats().pid);
setInterval(() => undefined, 1_000);
