import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FoundBrowser, findBrowser, installBrowser, openBrowser } from '../../src/reports/index.ts';
import { unpackChromium } from '../../src/reports/pdf/unpack-chromium.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gemba-browser-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
});

async function program(name: string, text = '#!/bin/sh\nexit 3\n'): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}
const none = async (): Promise<FoundBrowser | undefined> => undefined;

describe('a browser is looked for in this order', () => {
  it('first the one that the environment names', async () => {
    const path = await program('chrome');
    const found = await findBrowser({
      env: { PUPPETEER_EXECUTABLE_PATH: path },
      machinePaths: [await program('other')],
    });
    expect(found).toEqual({ executablePath: path, origin: 'environment', env: {}, headless: true });
  });

  it('a name in the environment that is not there is an error, not a reason to take another', async () => {
    const env = { PUPPETEER_EXECUTABLE_PATH: join(dir, 'gone') };
    await expect(findBrowser({ env, machinePaths: [await program('chrome')] })).rejects.toMatchObject({
      code: 'browser-missing',
      message: expect.stringContaining('gone'),
    });
  });

  it('then one of the machine, the first that can be run', async () => {
    const path = await program('chrome-headless-shell');
    const found = await findBrowser({ env: {}, machinePaths: [join(dir, 'gone'), path] });
    expect(found).toMatchObject({ executablePath: path, origin: 'machine', headless: 'shell' });
  });

  it('then the newest of Puppeteer’s cache', async () => {
    for (const build of ['99.0.1', '150.0.2']) {
      const folder = join(dir, 'cache/chrome-headless-shell', `linux-${build}`, 'chrome-headless-shell-linux64');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'chrome-headless-shell'), '', { mode: 0o755 });
    }
    const found = await findBrowser({
      env: { PUPPETEER_CACHE_DIR: join(dir, 'cache') },
      machinePaths: [],
      loadPackage: none,
    });
    expect(found).toMatchObject({ origin: 'cache', headless: 'shell' });
    expect(found.executablePath).toContain('linux-150.0.2');
  });

  it('then the package', async () => {
    const packaged: FoundBrowser = { executablePath: '/p', origin: 'package', env: {}, headless: 'shell' };
    const found = await findBrowser({ env: {}, machinePaths: [], cacheDir: dir, loadPackage: async () => packaged });
    expect(found).toBe(packaged);
  });

  it('without any the error says what to do', async () => {
    await expect(findBrowser({ env: {}, machinePaths: [], cacheDir: dir, loadPackage: none })).rejects.toMatchObject({
      code: 'browser-missing',
      message: expect.stringContaining('gemba browser install'),
    });
  });
});

describe('the Chromium of the package', () => {
  const broken = async (): Promise<string> => {
    await writeFile(
      join(dir, 'entry.mjs'),
      'export default { executablePath: async () => { throw new Error("no space"); } };',
    );
    await writeFile(join(dir, 'package.json'), '{"version":"1.0.0","main":"entry.mjs"}');
    return join(dir, 'package.json');
  };
  const working = async (): Promise<string> => {
    await writeFile(
      join(dir, 'entry.mjs'),
      `import { writeFileSync } from 'node:fs'; import { tmpdir } from 'node:os';
       export default { executablePath: async () => writeFileSync(tmpdir() + '/chromium', 'browser') };`,
    );
    await writeFile(join(dir, 'package.json'), '{"version":"1.0.0","main":"entry.mjs"}');
    return join(dir, 'package.json');
  };
  const unpacked = join('to', 'chromium-1.0.0');

  it('is unpacked whole, once, also by several at a time', async () => {
    const packageJson = await working();
    const found = await Promise.all(
      Array.from({ length: 3 }, () =>
        unpackChromium({ env: {}, packageJson, dir: join(dir, 'to'), nssMissing: false }),
      ),
    );
    for (const one of found) expect(one?.executablePath).toBe(join(dir, unpacked, 'chromium'));
    expect(await readdir(join(dir, 'to'))).toEqual(['chromium-1.0.0']);
  });

  it('brings its own NSS where the machine has none', async () => {
    const options = { env: {}, packageJson: await working(), dir: join(dir, 'to') };
    expect((await unpackChromium({ ...options, nssMissing: true }))?.env).toMatchObject({
      LD_LIBRARY_PATH: join(dir, unpacked, 'al2023', 'lib'),
    });
    expect((await unpackChromium({ ...options, nssMissing: false }))?.env).not.toHaveProperty('LD_LIBRARY_PATH');
  });

  it('goes to the user’s cache folder, or where there is none to the temporary one', async () => {
    const packageJson = await working();
    const cached = await unpackChromium({ env: { XDG_CACHE_HOME: join(dir, 'cache') }, packageJson });
    expect(cached?.executablePath).toBe(join(dir, 'cache/gemba/chromium-1.0.0/chromium'));
    await writeFile(join(dir, 'file'), '');
    const temporary = await unpackChromium({ env: { XDG_CACHE_HOME: join(dir, 'file') }, packageJson });
    onTestFinished(() => rm(join(temporary?.executablePath ?? '', '..'), { recursive: true, force: true }));
    expect(temporary?.executablePath.startsWith(tmpdir())).toBe(true);
  });

  it('that cannot be unpacked leaves nothing half-written and says why', async () => {
    const packageJson = await broken();
    await expect(unpackChromium({ env: {}, packageJson, dir: join(dir, 'to') })).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining('no space'),
    });
    expect(await readdir(join(dir, 'to'))).toEqual([]);
  });

  it('that is not installed is none', async () => {
    expect(await unpackChromium({ env: {}, packageJson: undefined })).toBeUndefined();
  });
});

describe('a browser that does not start', () => {
  const options = (executablePath: string) => ({
    found: { executablePath, origin: 'environment', env: {}, headless: true } as const,
    timeLimitMs: 2_000,
  });

  it('is an error with its name', async () => {
    await expect(openBrowser(options(await program('chrome')))).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining(join(dir, 'chrome')),
    });
  });

  it('that hangs is ended after the time limit', async () => {
    const pidFile = join(dir, 'pid');
    const hanging = await program('hanging', `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 60\n`);
    await expect(openBrowser(options(hanging))).rejects.toMatchObject({ code: 'browser-failed' });
    const pid = Number(await readFile(pidFile, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/));
  });

  it('is not started at all once stopped', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(openBrowser({ ...options('/nowhere'), signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('installing a browser', () => {
  const nobody = 'http://127.0.0.1:9';

  it('that cannot be downloaded is an error that says where to and what to do', async () => {
    const attempt = installBrowser({ cacheDir: join(dir, 'cache'), buildId: '150.0.0.0', baseUrl: nobody });
    await expect(attempt).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringMatching(/cache.*PUPPETEER_EXECUTABLE_PATH/),
    });
  });

  it('puts it where it is found again, and tells how far it is', async () => {
    const entry = `chrome-headless-shell-${zipPlatform}/chrome-headless-shell`;
    const archive = zipOf(entry, Buffer.from('#!/bin/sh\n'));
    const server = createServer((_, response) => response.end(archive));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const lines: string[] = [];
    try {
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const cacheDir = join(dir, 'cache');
      const installed = await installBrowser({
        cacheDir,
        buildId: '150.0.0.0',
        baseUrl,
        onProgress: (line) => lines.push(line),
      });
      const found = await findBrowser({ env: { PUPPETEER_CACHE_DIR: cacheDir }, machinePaths: [], loadPackage: none });
      expect(found.executablePath).toBe(installed.executablePath);
      expect(lines.at(-1)).toBe('Chrome headless shell 150.0.0.0: 100 %');
    } finally {
      server.close();
    }
  });

  it('is not begun once stopped', async () => {
    await expect(installBrowser({ cacheDir: dir, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

const zipPlatform =
  process.platform === 'darwin' ? `mac-${process.arch}` : process.platform === 'win32' ? 'win64' : 'linux64';

/** A zip archive of one stored, executable file (APPNOTE 6.3.3): local header, bytes, directory, end. */
function zipOf(name: string, bytes: Buffer): Buffer {
  const path = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version needed
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, bytes]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((0o100755 << 16) >>> 0, 6); // attributes: an executable file
  const madeBy = Buffer.from([20, 3]); // version 2.0, Unix
  const directory = Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, rest, path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, Buffer.from('PK\x05\x06'), end]);
}
