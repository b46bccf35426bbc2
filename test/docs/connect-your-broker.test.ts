/** What docs/connect-your-broker.md gives to paste is right; its sources alone are held in the tests of the MQTT source. */
import { readFileSync } from 'node:fs';
import { parsePlantFile } from 'gemba/runtime';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/connect-your-broker.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```json ?(\w*)\n(.*?)```/gs)].map(([, name, text]) => ({
  name,
  value: JSON.parse(text as string) as Record<string, unknown>,
}));
const plant = blocks.find(({ name }) => name === 'plant')?.value ?? {};
const tag = blocks.find(({ name }) => name === 'tag')?.value;

test('the plant file is one as pasted, and with the tag that is added to it', () => {
  expect(parsePlantFile(plant, 'the page')).toMatchObject({ id: 'my-plant', sources: [{ id: 'broker' }] });
  const tags = [...(plant['tags'] as object[]), tag];
  expect(parsePlantFile({ ...plant, tags }, 'the page').tags).toHaveLength(2);
});
