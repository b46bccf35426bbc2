import * as fc from 'fast-check';
import { aliasesSchema, createTagTable, type ReadingMapping, readingMappingSchema, resolveAlias } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { compileTagName } from '../../../src/ingest/readings/tag-name.ts';
import { compileTopicTemplate } from '../../../src/ingest/readings/topic-template.ts';
import { decode, refusalsOf, tagOf } from './support/decode.ts';

function match(template: string, topic: string): unknown {
  const parts = compileTopicTemplate(template).match(topic);
  return parts === undefined ? undefined : Object.fromEntries(parts);
}

describe('a template of topics', () => {
  it.each([
    ['plant/{line}', 'plant/l1', { line: 'l1' }],
    ['plant/line-1', 'plant/line-1', {}],
    ['plant/{line}', 'plant', undefined],
    ['plant/{line}', 'plant/l1/x', undefined],
    ['plant/{line}', 'plant/', undefined],
    ['plant/{line}', 'Plant/l1', undefined],
    ['plant/{line}', 'plant/_raw', undefined],
    ['a/{b?}/{c?}/_s', 'a/_s', { b: '', c: '' }],
    ['a/{b?}/{c?}/_s', 'a/x/_s', { b: 'x', c: '' }],
    ['a/{b?}/{c?}/_s', 'a/x/y/_s', { b: 'x', c: 'y' }],
    ['a/{b?}/{c?}/_s', 'a/x/y/z/_s', undefined],
    ['{b?}/_s', '_s', { b: '' }],
    ['a/_s/{rest*}', 'a/_s', { rest: '' }],
    ['a/_s/{rest*}', 'a/_s/b/_c', { rest: 'b/_c' }],
    ['a.b/(x)/{c}', 'a.b/(x)/1', { c: '1' }],
    ['a.b/{c}', 'aXb/1', undefined],
  ])('%s on %s: %j', (template, topic, expected) => {
    expect(match(template, topic)).toEqual(expected);
  });

  it('the schema is the first level that starts with an underscore', () => {
    expect(match('umh/{a}/{b?}/_historian/{rest*}', 'umh/x/_local/_historian/y')).toBeUndefined();
  });

  it('fits as a plain search over all ways to lay it out says', () => {
    const level = fc.constantFrom('a', 'b', '_s', '_t');
    const part = fc.constantFrom('a', '_s', '{x}', '{x?}');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.array(level, { minLength: 1, maxLength: 5 }),
        (parts, topic) => {
          const named = parts.map((one, i) => one.replace('x', `x${i}`));
          const fits = compileTopicTemplate(named.join('/')).match(topic.join('/')) !== undefined;
          expect(fits).toBe(fitsPlainly(parts, topic));
        },
      ),
    );
  });
});

function fitsPlainly(parts: readonly string[], topic: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return topic.length === 0;
  const [level, ...below] = topic;
  const takes = level !== undefined && (part.startsWith('{') ? !level.startsWith('_') : part === level);
  return (takes && fitsPlainly(rest, below)) || (part.endsWith('?}') && fitsPlainly(rest, topic));
}

describe('a name of a tag', () => {
  const parts = {
    topic: 'a/b',
    levels: new Map([
      ['site', ''],
      ['line', 'l1'],
    ]),
    path: '',
    key: 'k',
    name: 'n',
  };

  it.each([
    ['{topic}', 'a/b'],
    ['{line}.{key}', 'l1.k'],
    ['{site}.{line}.{path}.{key}', 'l1.k'],
    ['{path}.{key}', 'k'],
    ['plant-{line}/{name}!', 'plant-l1/n!'],
    ['{line}.{path}', 'l1.'],
  ])('%s is %s: what follows an empty part is left out', (template, expected) => {
    expect(compileTagName(template)(parts)).toBe(expected);
  });

  it('is the whole topic where nothing else names it', async () => {
    const { added } = await decode({ form: 'value' }, 5, {
      topic: 'x/y',
      tags: [tagOf('t', { sourceNames: ['x/y'] })],
    });
    expect(added).toMatchObject([{ tag: 't', value: 5 }]);
  });

  it('is built from the topic for a list and for columns too', async () => {
    const tags = [tagOf('l1.speed')];
    const topic = { topic: 'plant/{line}/{rest*}', tag: '{line}.{path}', time: 't' };
    const list = await decode({ form: 'list', value: 'v', ...topic }, [{ t: 1_790_000_000, v: 1 }], {
      topic: 'plant/l1/speed',
      tags,
    });
    const columns = await decode(
      { form: 'columns', value: 'v', ...topic },
      { t: [1_790_000_000], v: [1] },
      { topic: 'plant/l1/speed', tags },
    );
    expect(list.added).toMatchObject([{ tag: 'l1.speed', value: 1, at: 1_790_000_000_000 }]);
    expect(columns.added).toEqual(list.added);
  });

  it('the first mapping whose topic fits takes the message', async () => {
    const mappings: readonly ReadingMapping[] = [
      { form: 'value', topic: 'a/{x}', tag: 'first.{x}' },
      { form: 'value', topic: '{y}/{z}', tag: 'second.{z}' },
    ];
    const tags = [tagOf('first.1'), tagOf('second.1')];
    expect((await decode(mappings, 1, { topic: 'a/1', tags })).added[0]?.tag).toBe('first.1');
    expect((await decode(mappings, 1, { topic: 'b/1', tags })).added[0]?.tag).toBe('second.1');
    expect(refusalsOf(await decode(mappings, 1, { topic: 'b', tags }))).toEqual(['unknown-topic']);
  });
});

describe('a mapping', () => {
  const problemsOf = (mapping: object): readonly string[] =>
    readingMappingSchema.safeParse(mapping).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
    [];

  it.each([
    [{ form: 'value', topic: 'a/b{c}' }, 'topic: `b{c}` is neither a level nor a placeholder'],
    [{ form: 'value', topic: 'a/+' }, 'topic: `+` is neither'],
    [{ form: 'value', topic: '{a}/{a}' }, 'topic: {a} stands twice'],
    [{ form: 'value', topic: '{key}' }, 'topic: {key} has a meaning of its own'],
    [{ form: 'value', topic: '{a*}/b' }, 'topic: {a*} takes the rest'],
    [{ form: 'value', topic: 'abcdefghi'.replaceAll(/./g, '{$&?}/').slice(0, -1) }, 'topic: More than 8 levels'],
    [{ form: 'value', tag: '{line}' }, 'tag: {line} is not known here. There are {topic}, {path}.'],
    [{ form: 'value', tag: 'a{' }, 'tag: A brace belongs'],
    [{ form: 'object', tag: '{topic}' }, 'tag: Without {key} all keys are one tag'],
    [{ form: 'columns', value: 'v' }, 'time: Columns need one of times'],
    [{ form: 'columns', time: 't', name: 'n' }, 'value: Where a column names the tags'],
    [{ form: 'value', time: 't' }, 'time: A bare value has no other fields'],
    [{ form: 'value', value: 'a..b' }, 'value: Write keys with dots'],
    [{ form: 'value', value: 'a.constructor' }, 'value: Write keys with dots'],
    [{ form: 'object', time: { path: 't', zone: 'Mars/Base' } }, 'time.zone: There is no such time zone'],
  ])('is refused where it cannot work: %j', (mapping, problem) => {
    expect(problemsOf(mapping).join('\n')).toContain(problem);
  });

  it.each([
    { form: 'value' },
    { form: 'list', value: 'v', name: 'n', tag: '{name}' },
    { form: 'columns', time: 't', value: 'v', name: 'n' },
    { form: 'columns', time: { path: 't', zone: 'Europe/Berlin' }, ignore: ['x'] },
    { form: 'object', topic: 'a/{b}', tag: '{b}/{path}:{key}' },
  ])('is taken: %j', (mapping) => {
    expect(problemsOf(mapping)).toEqual([]);
  });
});

describe('aliases', () => {
  it('go before the names of the plant file, and lead to ids or source names', async () => {
    const tags = [tagOf('speed', { sourceNames: ['n1', 'drehzahl'] }), tagOf('other', { sourceNames: ['n1', 'x'] })];
    const aliases = { tags: { 'ns=2;s=Speed': 'drehzahl', x: 'speed', y: 'nobody' } };
    const { added, refused } = await decode(
      { form: 'object' },
      { 'ns=2;s=Speed': 1, x: 2, n1: 3, other: 4, y: 5 },
      { tags, aliases },
    );
    expect(added.map(({ tag, value }) => [tag, value])).toEqual([
      ['speed', 1],
      ['speed', 2],
      ['speed', 3],
      ['other', 4],
    ]);
    expect(refused).toMatchObject([{ code: 'unknown-tag', received: 'y' }]);
  });

  it('an id leads to its own tag, whatever others are called by it', () => {
    const table = createTagTable([tagOf('a', { sourceNames: ['b'] }), tagOf('b')]);
    expect(table.find('b', undefined)?.tag.id).toBe('b');
  });

  it('names that no table has stay as they are', () => {
    const aliases = aliasesSchema.parse({ reasons: { W1: 'tool' } });
    expect(resolveAlias(aliases, 'reasons', 'W1')).toBe('tool');
    expect(resolveAlias(aliases, 'reasons', 'toString')).toBe('toString');
    expect(resolveAlias(aliases, 'orders', 'W1')).toBe('W1');
    expect(resolveAlias(undefined, 'orders', 'W1')).toBe('W1');
  });
});
