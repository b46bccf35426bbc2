/** Opens a browser, prints its process id and holds it: for a test that kills this process. */
import { openBrowser } from '../../../src/reports/index.ts';

const browser = await openBrowser();
console.log(browser.pid);
setInterval(() => undefined, 1_000);
