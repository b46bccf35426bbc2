import { readFileSync } from 'node:fs';
import { sparkplugRefusalCodes, sparkplugSourceSchema } from 'gemba/ingest';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/sparkplug.md', import.meta.url), 'utf8');

test('each source of the guide is one', () => {
  const sources = [...page.matchAll(/```json source\n(.*?)```/gs)].map(([, text]) => JSON.parse(text as string));
  expect(sources).toHaveLength(3);
  for (const source of sources) expect(sparkplugSourceSchema.safeParse(source).error).toBeUndefined();
});

test('the guide has every code of a refusal once', () => {
  const codes = [...page.matchAll(/^\| `([a-z-]+)` \| /gm)].map(([, code]) => code);
  expect(codes).toEqual([...sparkplugRefusalCodes]);
});
