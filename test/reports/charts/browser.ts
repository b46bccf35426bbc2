import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

/** The browser that `npm ci` brings. It runs as root in containers, so without its sandbox; pages are ours. */
export async function openBrowser(): Promise<Browser> {
  // On a machine without NSS the package unpacks its own copy, if it is told so before it is imported.
  const hasNss = ['/usr/lib/x86_64-linux-gnu/libnss3.so', '/usr/lib64/libnss3.so'].some((path) => existsSync(path));
  if (!hasNss) process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  return puppeteer.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, '--no-sandbox'],
    headless: 'shell',
  });
}
