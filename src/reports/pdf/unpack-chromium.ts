/**
 * The Chromium that came through npm as `@sparticuz/chromium`, unpacked once per version and user. It unpacks to fixed
 * names in the temporary folder and takes whatever lies there, half-written or not; so a child process unpacks into a
 * folder of its own, which is then renamed: whole, or not there.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { GembaError } from '../../model/index.ts';
import type { FoundBrowser } from './found-browser.ts';

export interface UnpackOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: where `@sparticuz/chromium` is installed, undefined where it is not. */
  readonly packageJson?: string | undefined;
  /** Where it is unpacked; default: `gemba` in the user's cache folder, else in the temporary one. */
  readonly dir?: string;
  /** Whether the machine lacks NSS, so that the package's own copy is used; default: as found. */
  readonly nssMissing?: boolean;
}

const unpackMsMax = 120_000;
const packageName = '@sparticuz/chromium';
const script = 'await (await import(process.argv[1])).default.executablePath();';

/** @returns undefined where the package is not installed, or not for this kind of machine */
export async function unpackChromium(options: UnpackOptions): Promise<FoundBrowser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const packageJson = 'packageJson' in options ? options.packageJson : locatePackage();
  if (packageJson === undefined) return undefined;
  const manifest = JSON.parse(await readFile(packageJson, 'utf8')) as {
    version: string;
    main?: string;
    module?: string;
  };
  const entry = join(dirname(packageJson), manifest.module ?? manifest.main ?? 'build/index.js');
  const base = options.dir ?? (await writableFolder(options.env));
  const target = join(base, `chromium-${manifest.version}`);
  if (!(await exists(join(target, 'chromium')))) await unpack(entry, base, target);
  const nssMissing = options.nssMissing ?? !(await hasNss());
  return {
    executablePath: join(target, 'chromium'),
    origin: 'package',
    headless: 'shell',
    env: {
      FONTCONFIG_PATH: join(target, 'fonts'),
      ...(nssMissing ? { LD_LIBRARY_PATH: join(target, 'al2023', 'lib') } : {}),
    },
  };
}

function locatePackage(): string | undefined {
  try {
    return findPackageJSON(packageName, import.meta.url);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function unpack(entry: string, base: string, target: string): Promise<void> {
  const staging = join(base, `.unpacking-${randomUUID()}`);
  await mkdir(staging, { recursive: true });
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, pathToFileURL(entry).href], {
      timeout: unpackMsMax,
      killSignal: 'SIGKILL',
      // Its own NSS libraries are unpacked only where it believes to run on AWS Lambda.
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    });
    await chmod(join(staging, 'chromium'), 0o700);
    await rename(staging, target);
  } catch (cause) {
    await rm(staging, { recursive: true, force: true });
    // Another process was first: what it unpacked is as good.
    if (await exists(join(target, 'chromium'))) return;
    throw new GembaError(
      'browser-failed',
      `${packageName} could not be unpacked to ${target}: ${cause instanceof Error ? cause.message : String(cause)}. Free some space there (200 MB), or run \`gemba browser install\`.`,
      { cause, details: { target } },
    );
  }
}

async function writableFolder(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const cache = join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'), 'gemba');
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await access(cache, constants.W_OK);
    return cache;
  } catch {
    // A service may have no home; the temporary folder is then the only one it may write.
    const temporary = join(tmpdir(), `gemba-${process.getuid?.() ?? 'user'}`);
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    return temporary;
  }
}

async function hasNss(): Promise<boolean> {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/lib64', '/usr/lib'];
  return (await Promise.all(folders.map((folder) => exists(join(folder, 'libnss3.so'))))).includes(true);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Not there, or not readable: both mean that it is of no use here.
    return false;
  }
}
