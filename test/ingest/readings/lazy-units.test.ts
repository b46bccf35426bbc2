import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Whether the library of units is in memory after this was run in a process of its own. */
async function loadsUnits(mapping: string, aliases: string): Promise<boolean> {
  const script = `
    import { createRequire } from 'node:module';
    import { createReadingDecoder, createTagTable, UnknownNames } from 'gemba/ingest';
    const tags = createTagTable([], ${aliases});
    await createReadingDecoder({ mappings: [${mapping}], tags, unknownNames: new UnknownNames() });
    console.log(Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('ucum-lhc')));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=gemba-source', '--input-type=module', '--eval', script],
    { cwd: new URL('../../..', import.meta.url).pathname },
  );
  return stdout.trim() === 'true';
}

describe('the library of units', () => {
  it.each([
    ["{ form: 'value' }", '{}', false],
    ["{ form: 'value' }", "{ tags: { a: { tag: 'b' } } }", false],
    ["{ form: 'value' }", "{ tags: { a: { tag: 'b', unit: 'bar' } } }", true],
    ["{ form: 'value', unit: 'bar' }", '{}', true],
  ])('is loaded where a mapping or an alias names a unit: %s %s: %s', async (mapping, aliases, isLoaded) => {
    expect(await loadsUnits(mapping, aliases)).toBe(isLoaded);
  });
});
