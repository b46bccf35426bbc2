/** Every example of docs/json-payloads.md does what it says. */
import { readFileSync } from 'node:fs';
import { type ReadingMapping, readingRefusalCodes } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { decode, receivedAt, tagOf } from '../ingest/readings/support/decode.ts';

interface Example {
  readonly mapping: ReadingMapping;
  readonly message: { readonly topic: string; readonly payload: unknown };
  readonly readings: readonly {
    readonly tag: string;
    readonly at: string;
    readonly unit?: string;
    readonly value?: number;
    readonly quality?: 'uncertain' | 'bad';
    readonly sequence?: number;
  }[];
}

const page = readFileSync(new URL('../../docs/json-payloads.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```json (\w+)\n(.*?)```/gs)].map(([, name, text]) => ({
  name: name as string,
  value: JSON.parse(text as string) as unknown,
}));
const examples = Array.from({ length: blocks.length / 3 }, (_, i) =>
  Object.fromEntries(blocks.slice(i * 3, i * 3 + 3).map(({ name, value }) => [name, value])),
) as unknown as readonly Example[];

describe('the examples of JSON payloads', () => {
  it('there is one of each form, each with its message and its readings', () => {
    expect(blocks.map(({ name }) => name)).toEqual(examples.flatMap(() => ['mapping', 'message', 'readings']));
    expect(new Set(examples.map(({ mapping }) => mapping.form))).toEqual(
      new Set(['value', 'object', 'list', 'columns']),
    );
  });

  it.each(examples)(
    '$message.topic as $mapping.form gives what the page says',
    async ({ mapping, message, readings }) => {
      const tags = readings.map(({ tag, unit }) => tagOf(tag, unit === undefined ? {} : { unit }));
      const { added, refused } = await decode(mapping, message.payload, { topic: message.topic, tags });
      expect(refused).toEqual([]);
      expect(added).toEqual(
        readings.map(({ tag, at, value = Number.NaN, quality, sequence = Number.NaN }) => ({
          tag,
          at: at === 'received' ? receivedAt : Date.parse(at),
          value,
          text: '',
          quality: quality === undefined ? 0 : quality === 'bad' ? 2 : 1,
          sequence,
        })),
      );
    },
  );
});

describe('why a reading was refused', () => {
  it('the page has every code once, and no other', () => {
    const listed = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code as string);
    expect(listed.toSorted()).toEqual([...readingRefusalCodes].sort());
  });
});
