import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { buildManifest, openArchive } from '../../src/reports/index.ts';

let dir: string;
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'gemba-archive-'));
  dir = join(made, 'archive');
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});
const bytes = new TextEncoder().encode('abc');
// FIPS 180-2, appendix B.1: SHA-256 of "abc".
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

async function listFiles(): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it('a file is found again by what it holds', async () => {
  const archive = await openArchive(dir);
  expect(await archive.has(sha256)).toBe(false);
  expect(await archive.put(bytes)).toEqual({ sha256, byteLength: 3 });
  expect(await archive.has(sha256)).toBe(true);
  expect(await archive.get(sha256)).toEqual(bytes);
});

it('the same bytes are kept once, also when put at the same time', async () => {
  const archive = await openArchive(dir);
  await Promise.all(Array.from({ length: 8 }, () => archive.put(bytes)));
  expect(await listFiles()).toEqual([sha256]);
});

it('an empty file is a file', async () => {
  const archive = await openArchive(dir);
  const kept = await archive.put(new Uint8Array(0));
  expect(await archive.get(kept.sha256)).toHaveLength(0);
});

it('a file of another length under its name is written anew', async () => {
  const archive = await openArchive(dir);
  await archive.put(bytes);
  await writeFile(join(dir, 'ba', sha256), 'ab');
  await expect(archive.get(sha256)).rejects.toMatchObject({ code: 'history-damaged' });
  await archive.put(bytes);
  expect(await archive.get(sha256)).toEqual(bytes);
});

it('a file that is not there, and a name that is none, are errors that say so', async () => {
  const archive = await openArchive(dir);
  await expect(archive.get(sha256)).rejects.toMatchObject({ code: 'unknown-name' });
  await expect(archive.get('../../etc/passwd')).rejects.toMatchObject({ code: 'unknown-name' });
});

it('a folder that cannot be written leaves nothing behind and says why', async () => {
  const archive = await openArchive(dir);
  await writeFile(join(dir, 'ba'), 'a file where a folder is needed');
  await expect(archive.put(bytes)).rejects.toThrow(/ba/);
  expect(await listFiles()).toEqual(['ba']);
});

it('a manifest holds what makes a report again, in one order', () => {
  const input = {
    kind: 'daily',
    plant: 'job-shop',
    audience: 'director',
    role: 'director',
    window: { fromAt: 1, toAt: 2 },
    label: '2012-02-29',
    date: '2012-02-29',
    title: 'Job shop, Wednesday, 29 February 2012',
    language: 'en',
    revision: null,
    document: { sha256, byteLength: 3 },
    mail: { subject: 's', bodyHtml: { sha256, byteLength: 3 }, bodyText: { sha256, byteLength: 3 } },
    provenance: { softwareVersion: '0.1.0', dataFingerprint: 'd', configFingerprint: 'c' },
    files: [{ name: 'a.json', mediaType: 'application/json', sha256, byteLength: 3 }],
  } as const;
  const manifest = buildManifest(input);
  expect(manifest).toMatchObject({ formatVersion: 2, dataFingerprint: 'd', files: input.files });
  const { files, ...others } = input;
  expect(JSON.stringify(buildManifest({ files, ...others }))).toBe(JSON.stringify(manifest));
});
