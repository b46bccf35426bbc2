import { readFileSync } from 'node:fs';
import { sparkplugSourceSchema } from 'gemba/ingest';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/sparkplug.md', import.meta.url), 'utf8');

test('each source of the guide is one', () => {
  const sources = [...page.matchAll(/```json source\n(.*?)```/gs)].map(([, text]) => JSON.parse(text as string));
  expect(sources).toHaveLength(3);
  for (const source of sources) expect(sparkplugSourceSchema.safeParse(source).error).toBeUndefined();
});
