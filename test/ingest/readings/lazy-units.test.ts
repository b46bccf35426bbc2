import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Source {
  readonly mapping: string;
  readonly aliases: string;
}

/** Whether the library of units is in memory after decoders of these sources were made in a process of its own. */
async function loadsUnits(sources: readonly Source[]): Promise<boolean> {
  const script = `
    import { createRequire } from 'node:module';
    import { createReadingDecoder, createTagTable } from 'gemba/ingest';
    for (const { mapping, aliases } of [${sources.map(({ mapping, aliases }) => `{ mapping: ${mapping}, aliases: ${aliases} }`).join(', ')}])
      await createReadingDecoder({ mappings: [mapping], tags: createTagTable([], aliases) });
    console.log(Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('ucum-lhc')));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=gemba-source', '--input-type=module', '--eval', script],
    { cwd: new URL('../../..', import.meta.url).pathname },
  );
  return stdout.trim() === 'true';
}

const plain = "{ form: 'value' }";

describe('the library of units', () => {
  it('is not loaded where neither a mapping nor an alias names a unit', async () => {
    const sources = ['{}', "{ tags: { a: 'b' } }", "{ tags: { a: { tag: 'b' } } }"];
    expect(await loadsUnits(sources.map((aliases) => ({ mapping: plain, aliases })))).toBe(false);
  });

  it.each([
    { mapping: plain, aliases: "{ tags: { a: { tag: 'b', unit: 'bar' } } }" },
    { mapping: "{ form: 'value', unit: 'bar' }", aliases: '{}' },
  ])('is loaded where one does: $mapping $aliases', async (source) => {
    expect(await loadsUnits([source])).toBe(true);
  });
});
