import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileSource, fileSourceSchema, type SourceBatch } from 'gemba/ingest';
import { GembaError } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { ByteWindow } from '../../src/ingest/byte-window.ts';
import { DataFile } from '../../src/ingest/data-file.ts';
import { createFolder } from './support/folder.ts';
import { contextOf, load, loadedOf, sourceOf } from './support/plant.ts';

const folder = createFolder();
const context = contextOf(folder.dir);
const header = 'machine,from,to,good,order\n';
const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  completedCount: 'good',
  workOrder: 'order',
};
const row = (i: number, good: number | string = i): string =>
  `Lathe 7,2012-02-29T07:${String(i % 60).padStart(2, '0')},2012-02-29T09:00,${good},o${i}\n`;
const csv = (path: string | string[], more: object = {}) =>
  sourceOf({ kind: 'csv', id: 'log', path, mapping: { ...mapping, ...more } }, context);

async function errorOf(work: () => Promise<unknown>): Promise<GembaError> {
  const error: unknown = await work().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(GembaError);
  return error as GembaError;
}

describe('what is read again', () => {
  it('a finished file that has not changed is skipped; one that has is read from its start', async () => {
    const path = folder.write('again.csv', header + row(1) + row(2));
    const first = await load(csv('again.csv'));
    expect(first.position).toMatchObject({ format: 1, files: { 'again.csv': { rows: 2, done: true } } });
    expect((await load(csv('again.csv'), first.position)).batches).toEqual([]);
    appendFileSync(path, row(3));
    const second = await load(csv('again.csv'), first.position);
    expect(second.identities().slice(0, 2)).toEqual(first.identities());
    expect(second.received).toBe(3);
  });

  it('a file of the same size and time but other bytes is read', async () => {
    const path = folder.write('same.csv', header + row(1));
    utimesSync(path, 1_000, 1_000);
    const { position } = await load(csv('same.csv'));
    writeFileSync(path, header + row(2));
    utimesSync(path, 1_000, 1_000);
    expect((await load(csv('same.csv'), position)).received).toBe(1);
  });

  it('a position of another format means all is read', async () => {
    folder.write('format.csv', header + row(1));
    expect((await load(csv('format.csv'), { format: 99 })).received).toBe(1);
  });

  it('files that are gone are forgotten, files not listed now are not', async () => {
    folder.write('kept.csv', header + row(1));
    const gone = folder.write('gone.csv', header + row(2));
    const { position } = await load(csv(['kept.csv', 'gone.csv']));
    rmSync(gone);
    folder.write('new.csv', header + row(3));
    const next = await load(csv('new.csv'), position);
    expect(Object.keys(next.position?.['files'] as object).sort()).toEqual(['kept.csv', 'new.csv']);
  });

  it('an export that overlaps an earlier one gives the rows they share the same identities', async () => {
    folder.write('jan.csv', header + row(1) + row(2) + row(2));
    folder.write('feb.csv', header + row(2) + row(2) + row(3));
    const january = new Set((await load(csv('jan.csv'))).identities());
    const february = (await load(csv('feb.csv'))).identities();
    expect(february.map((identity) => january.has(identity))).toEqual([true, true, false]);
  });
});

describe('a file that changes while it is read', () => {
  it('is not done, and its last row is left for the next start where it has no line end', async () => {
    const rows = Array.from({ length: 65_536 }, (_, i) => row(i)).join('');
    const path = folder.write('growing.csv', `${header}${rows}${row(1).slice(0, -5)}`);
    const batches: SourceBatch[] = [];
    for await (const batch of csv('growing.csv').batches({
      position: undefined,
      signal: new AbortController().signal,
    })) {
      if (batches.length === 0) utimesSync(path, 5_000, 5_000);
      batches.push(batch);
    }
    expect(loadedOf(batches)).toMatchObject({ received: 65_536, refused: 0 });
    expect(batches.at(-1)?.position).toMatchObject({ files: { 'growing.csv': { done: false } } });
  });
});

describe('folders and patterns', () => {
  it('a folder stands for its files of the kind, in order of name, and may be empty', async () => {
    mkdirSync(join(folder.dir, 'in/deeper'), { recursive: true });
    expect((await load(csv('in'))).batches).toEqual([]);
    folder.write('in/b.csv', header + row(2));
    folder.write('in/a.CSV', header + row(1));
    folder.write('in/notes.txt', 'no data');
    const all = await load(csv('in'));
    expect(all.batches).toHaveLength(1);
    expect(all.rows('production').map(({ file, line }) => [file, line])).toEqual([
      ['a.CSV', 2],
      ['b.csv', 2],
    ]);
    expect((await load(csv(['in/*.csv', 'in/b.csv']))).received).toBe(1);
  });

  it('a listed file that is gone when its turn comes is skipped; a named one is an error', async () => {
    mkdirSync(join(folder.dir, 'turn'));
    folder.write('turn/a.csv', header + Array.from({ length: 65_536 }, (_, i) => row(i)).join(''));
    const second = folder.write('turn/b.csv', header + row(1));
    for (const path of ['turn', ['turn', 'turn/b.csv']]) {
      writeFileSync(second, header + row(1));
      const work = async (): Promise<number> => {
        let received = 0;
        for await (const { account } of csv(path).batches({
          position: undefined,
          signal: new AbortController().signal,
        })) {
          rmSync(second, { force: true });
          received += account.received;
        }
        return received;
      };
      if (path === 'turn') expect(await work()).toBe(65_536);
      else expect((await errorOf(work)).code).toBe('data-file-missing');
    }
  });

  it('more files than can be followed are an error that says what to do', async () => {
    const { listFiles } = await import('../../src/ingest/file-list.ts');
    const paths = ['in/a.CSV', 'in/b.csv'];
    const error = await errorOf(() => listFiles(paths, 'csv', folder.dir, 1));
    expect(error.message).toMatch(/2 files; at most 1 can be followed. Move/);
  });
});

describe('errors of a file', () => {
  it.each([
    ['', /is empty: it has not even a header/],
    ['\n\n', /is empty/],
    ['machine,from\n', /lacks \(or has twice\) the mapped columns to, order, good. It has: machine, from\./],
    ['machine,machine,from,to,good,order\n', /the mapped column machine\./],
    ['machine,"from\n', /header that cannot be read \(unclosed-quote\)/],
  ])('a header %j is an error that says what is wrong', async (text, message) => {
    folder.write('header.csv', text);
    const error = await errorOf(() => load(csv('header.csv')));
    expect([error.code, error.message]).toEqual(['data-file-header', expect.stringMatching(message)]);
    expect(await csv('header.csv').check(new AbortController().signal)).toMatchObject({ ok: false });
  });

  it('a missing file is named, with the path as the plant file has it', async () => {
    const error = await errorOf(() => load(csv('none.csv')));
    expect(error.code).toBe('data-file-missing');
    expect(error.message).toContain("correct the path 'none.csv'");
  });

  it('what is no file cannot be read', async () => {
    mkdirSync(join(folder.dir, 'x.csv.d/y.csv'), { recursive: true });
    const error = await errorOf(() => load(csv('x.csv.d/*.csv')));
    expect(error.code).toBe('data-file-unreadable');
    folder.write('plain', '');
    expect((await errorOf(() => load(csv('plain/y.csv')))).code).toBe('data-file-unreadable');
  });

  it('rows before a failing file are handed over first', async () => {
    folder.write('ok.csv', header + row(1));
    folder.write('zz.csv', '');
    const seen: SourceBatch[] = [];
    const error = await errorOf(async () => {
      for await (const batch of csv(['ok.csv', 'zz.csv']).batches({
        position: undefined,
        signal: new AbortController().signal,
      }))
        seen.push(batch);
    });
    expect([error.code, seen.length, seen[0]?.account.received]).toEqual(['data-file-header', 1, 1]);
  });

  it('a zone that is none is an error', () => {
    const config = fileSourceSchema.parse({ kind: 'csv', id: 'log', path: 'a', zone: 'Mars/Olympus', mapping });
    expect(() => createFileSource(config, context)).toThrow(/there is no time zone 'Mars\/Olympus'/);
  });

  it('its check says how many files there are', async () => {
    folder.write('one.csv', header);
    expect(await csv('one.csv').check(new AbortController().signal)).toEqual({ ok: true, message: '1 file to read' });
    expect(await csv(['one.csv', 'ok.csv']).check(new AbortController().signal)).toEqual({
      ok: true,
      message: '2 files to read',
    });
  });
});

describe('how a file is read', () => {
  const production = async (text: string | Uint8Array, config: object) => {
    folder.write('how', text);
    return load(sourceOf({ kind: 'csv', id: 'log', path: 'how', mapping, ...config }, context));
  };

  it('local times are those of the source’s zone', async () => {
    const { rows } = await production(header + row(0), { zone: 'Asia/Tokyo' });
    expect(rows('production')[0]?.startAt).toBe(Date.UTC(2012, 1, 28, 22));
  });

  it.each(['latin1', 'windows-1252'] as const)('%s gives the same identities as UTF-8', async (encoding) => {
    const text = `${header}Lathe 7,2012-02-29T07:00,2012-02-29T09:00,1,Größe\n`;
    const utf8 = await production(text, {});
    const other = await production(Buffer.from(text, 'latin1'), { encoding });
    expect(other.rows('production')[0]?.workOrder).toBe('Größe');
    expect(other.identities()).toEqual(utf8.identities());
    const json = JSON.stringify({
      machine: 'Lathe 7',
      from: '2012-02-29T07:00',
      to: '2012-02-29T09:00',
      good: 1,
      order: 'Größe',
    });
    const jsonl = await production(Buffer.from(`${json}\n`, 'latin1'), { kind: 'jsonl', encoding });
    expect(jsonl.identities()).toEqual(utf8.identities());
  });

  it('a changed row corrects the earlier where a key identifies it, and a key must not be empty', async () => {
    const keyed = { mapping: { ...mapping, key: ['order'] } };
    const first = await production(header + row(1, 5), keyed);
    const second = await production(header + row(1, 6) + row(1).replace('o1', ''), keyed);
    expect(second.identities('production')).toEqual(first.identities());
    expect(second.contents('production')).not.toEqual(first.contents());
    expect(second.rows('refusal')).toMatchObject([{ code: 'missing-value', field: 'order' }]);
    expect(first.batches[0]?.identityBy).toBe('key');
  });

  it('codes that no catalogue has are kept and counted, times that exist twice are listed', async () => {
    const text = 'machine,from,to,why,what\nLathe 7,2012-09-23T01:30,2012-09-23T05:00,glue,scratch\n';
    const more = { fact: { kind: 'production', state: 'running' }, completedCount: undefined, workOrder: undefined };
    const { rows, adjustments } = await production(text, {
      mapping: { ...mapping, ...more, reason: 'why', defect: 'what', product: { value: 'Plug' } },
    });
    expect(rows('production')).toMatchObject([
      { reason: 'glue', product: 'Plug', adjustment: 'startAt=2012-09-23T01:30 local-time-repeated' },
    ]);
    expect(adjustments).toEqual([
      {
        code: 'local-time-repeated',
        source: 'log',
        file: 'how',
        line: 2,
        field: 'startAt',
        received: '2012-09-23T01:30',
        takenAs: '2012-09-23T01:30:00+03:00',
      },
      {
        code: 'code-unmapped',
        source: 'log',
        file: 'how',
        line: 2,
        field: 'reason',
        received: 'glue',
        takenAs: 'glue',
      },
    ]);
  });

  it('constants, defaults, other words, several persons and decimal commas', async () => {
    const text =
      'm,from,to,n,g,p\nL7,29.02.2012 07:00,29.02.2012 08:00,"3,0",,Ann; Bob\nL7,29.02.2012 07:00,29.02.2012 08:00,"3,5",2,;\n';
    const times = { format: 'dd.MM.yyyy HH:mm' };
    const result = await production(text, {
      mapping: {
        fact: { kind: 'production', state: 'setup', reason: 'melting' },
        equipment: { column: 'm', values: { L7: 'Lathe 7' } },
        startAt: { column: 'from', ...times },
        endAt: { column: 'to', ...times },
        completedCount: { column: 'n', decimal: ',' },
        scrapCount: { column: 'g', default: 4 },
        holdCount: { value: 2 },
        isRework: { value: true },
        operators: { column: 'p', separator: ';' },
        operation: { column: 'g', default: 'turn' },
      },
    });
    const [fact] = result.rows('production');
    expect(fact).toMatchObject({ equipment: 'lathe-7', state: 'setup', reason: 'melting', operation: 'turn' });
    expect(fact).toMatchObject({ completedCount: 3, scrapCount: 4, holdCount: 2, isRework: 1 });
    expect(String(fact?.operators).split(' ')).toHaveLength(2);
    expect(result.adjustments).toMatchObject([{ code: 'code-unmapped', field: 'reason' }]);
    expect(result.rows('refusal')).toMatchObject([{ code: 'not-whole', received: '3,5' }]);
  });

  it('JSONL by dotted paths: lists of persons, numbers and flags as JSON has them', async () => {
    const record = {
      m: { name: 'Lathe 7' },
      from: '2012-02-29T07:00',
      to: '2012-02-29T08:00',
      n: 3,
      r: true,
      p: ['Ann', 'Bob'],
    };
    const { rows } = await production(
      `\ufeff${JSON.stringify(record)}\n\n${JSON.stringify({ ...record, n: 1.5, r: null, p: null })}`,
      {
        kind: 'jsonl',
        mapping: {
          fact: { kind: 'production', state: 'running' },
          equipment: 'm.name',
          startAt: 'from',
          endAt: 'to',
          completedCount: { column: 'n', decimal: ',' },
          isRework: 'r',
          operators: { column: 'p', separator: '|' },
          workOrder: 'none.there',
        },
      },
    );
    expect(rows('production')).toMatchObject([{ equipment: 'lathe-7', completedCount: 3, isRework: 1, line: 1 }]);
    expect(rows('refusal')).toMatchObject([{ code: 'not-whole', received: '1,5', line: 3 }]);
  });

  it('a stray quote costs its line, a line without end its length, and reading goes on behind them', async () => {
    const good = row(1).repeat(3);
    const long = `Lathe 7,${'x'.repeat(3_000_000)}\n`;
    const stray = `Lathe 7,"2012-02-29T07:00,2012-02-29T09:00,1,o1\r\n`;
    const { rows, received } = await production(header + stray + good + long + good, {});
    expect(received).toBe(8);
    expect(rows('production')).toHaveLength(6);
    expect(rows('refusal').map(({ code, line }) => [code, line])).toEqual([
      ['unclosed-quote', 2],
      ['too-long', 6],
    ]);
    const json = await production(`{"a":"${'x'.repeat(3_000_000)}"}\n[]\n`, { kind: 'jsonl' });
    expect(json.rows('refusal').map(({ code, line }) => [code, line])).toEqual([
      ['too-long', 1],
      ['not-json', 2],
    ]);
  });

  it('values of JSON that grow as UTF-8 have room', async () => {
    const record = {
      machine: 'Lathe 7',
      from: '2012-02-29T07:00',
      to: '2012-02-29T09:00',
      good: 1,
      order: 'ü'.repeat(60_000),
    };
    const text = Buffer.from(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n`, 'latin1');
    const { rows } = await production(text, { kind: 'jsonl', encoding: 'latin1' });
    expect(rows('production').map(({ workOrder }) => workOrder === record.order)).toEqual([true, true]);
  });

  it('a file that cannot be read on is an error that names it', async () => {
    const path = folder.write('closed.csv', header);
    const file = await DataFile.open({ name: 'closed.csv', path, baseName: 'closed.csv', isNamed: true });
    await file?.close();
    await file?.close();
    const error = await errorOf(async () => file?.fill(new ByteWindow(64)));
    expect([error.code, error.message]).toEqual(['data-file-unreadable', expect.stringContaining(path)]);
  });

  it('ends at once where the signal aborts between two reads', async () => {
    folder.write('long.csv', header + Array.from({ length: 40_000 }, (_, i) => row(i)).join(''));
    const stop = new AbortController();
    let asked = 0;
    const stopping = {
      ...context,
      findEquipment(name: string) {
        asked++;
        stop.abort();
        return context.findEquipment(name);
      },
    };
    const source = sourceOf({ kind: 'csv', id: 'log', path: 'long.csv', mapping }, stopping);
    for await (const _ of source.batches({ position: undefined, signal: stop.signal })) expect.unreachable();
    expect(asked).toBe(1);
  });
});

describe('many different texts and values', () => {
  it('more than are remembered are read all the same', async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `t${i},Lathe 7,2012-02-29T07:00,2012-02-29T09:00,${i},o${i}\n`,
    );
    folder.write('many.csv', `type,machine,from,to,good,order\n${rows.join('')}`);
    const values = { t1: { kind: 'production', state: 'running' }, t39999: { kind: 'production', state: 'setup' } };
    const one = await load(csv('many.csv'));
    expect(one.rows('production').map(({ workOrder }) => workOrder)).toEqual(rows.map((_, i) => `o${i}`));
    const byType = await load(csv('many.csv', { fact: { column: 'type', values } }));
    expect(byType.rows('production').map(({ line }) => line)).toEqual([3, 40_001]);
  });
});

describe('fileSourceSchema', () => {
  it.each([
    [{ fact: { kind: 'production' } }, /Needs a state/],
    [{ fact: { column: 'type', values: { D: { kind: 'production' } } } }, /Needs a state/],
    [{ fact: { column: 'type', values: {} } }, /Name one value/],
    [{ startAt: { column: 'from', format: 'hh' } }, /Invalid input|pattern/],
    [{ colour: 'red' }, /colour/],
  ])('refuses a mapping with %j', (more, message) => {
    const result = fileSourceSchema.safeParse({ kind: 'csv', id: 'log', path: 'a', mapping: { ...mapping, ...more } });
    expect(result.error?.message).toMatch(message);
  });

  it('refuses the quote as delimiter', () => {
    expect(fileSourceSchema.safeParse({ kind: 'csv', id: 'log', path: 'a', delimiter: '"', mapping }).success).toBe(
      false,
    );
  });
});
