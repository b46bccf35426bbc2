import { createReplaySource, type FileSourceConfig, fileSourceSchema } from 'gemba/ingest';
import { type FactTable, toTable } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';
import { contextOf, type Loaded, load, sourceOf } from './support/plant.ts';

const folder = createFolder();
const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  completedCount: 'good',
  workOrder: 'order',
};
const config: FileSourceConfig = fileSourceSchema.parse({ kind: 'csv', id: 'log', path: 'log.csv', mapping });
const line = (machine: string, order: string, good = '5'): string =>
  `${machine},2012-02-29T07:00,2012-02-29T08:00,${good},${order}\n`;
const header = 'machine,from,to,good,order\n';

function quarantineOf({ batches }: Loaded): FactTable<'refusal'> {
  return batches.flatMap(({ facts }) => facts).find(({ kind }) => kind === 'refusal') as FactTable<'refusal'>;
}

describe('replaying the quarantine', () => {
  it('lets in what passes now, as the facts a corrected load gives, and leaves what fails again', async () => {
    const text =
      header +
      line('Lathe 8', '"a, ""b""\nc"') +
      line('Lathe 8', 'o2') +
      line('Lathe 8', 'o2') +
      line('Lathe 7', 'o3', 'x');
    folder.write('log.csv', text);
    const before = await load(sourceOf(config, contextOf(folder.dir)));
    expect(before).toMatchObject({ received: 4, refused: 4 });
    const fixed = contextOf(folder.dir, ['Lathe 7', 'Lathe 8']);
    const source = createReplaySource(config, fixed, quarantineOf(before));
    expect(await source.check(new AbortController().signal)).toEqual({ ok: true, message: '4 refused rows to replay' });
    const replayed = await load(source, before.position);
    expect(replayed).toMatchObject({ received: 3, refused: 0, position: before.position });
    const reloaded = await load(sourceOf(config, fixed));
    expect(replayed.identities('production')).toEqual(reloaded.identities('production'));
    expect(replayed.contents('production')).toEqual(reloaded.contents('production'));
    expect(replayed.rows('production')).toEqual(reloaded.rows('production'));
    expect(replayed.rows('refusal').map(({ status }) => status)).toEqual(['replayed', 'replayed', 'replayed']);
    expect(replayed.identities('refusal')).toEqual(before.identities('refusal').slice(0, 3));
    expect(replayed.contents('refusal')).not.toContain(before.contents('refusal')[0]);
    expect((await load(createReplaySource(config, fixed, quarantineOf(replayed)))).batches).toEqual([]);
  });

  it('leaves a refusal received when it was, and says nothing of one where that was not noted', async () => {
    folder.write('log.csv', header + line('Lathe 8', 'o1') + line('Lathe 8', 'o2'));
    const before = await load(sourceOf(config, { ...contextOf(folder.dir), clock: () => 1_000 }));
    const quarantine = quarantineOf(before);
    quarantine.columns.receivedAt[1] = Number.NaN;
    const later = { ...contextOf(folder.dir, ['Lathe 8']), clock: () => 9_000 };
    const replayed = await load(createReplaySource(config, later, quarantine));
    expect(replayed.rows('refusal').map(({ receivedAt }) => receivedAt)).toEqual([1_000, undefined]);
  });

  it('reads the bytes as they came: another encoding lets them in', async () => {
    folder.write('log.csv', Buffer.from(header + line('Lathe 7', 'Größe'), 'latin1'));
    const context = contextOf(folder.dir);
    const before = await load(sourceOf(config, context));
    const latin1 = { ...config, encoding: 'latin1' as const };
    const replayed = await load(createReplaySource(latin1, context, quarantineOf(before)));
    expect(replayed.rows('production')).toMatchObject([{ workOrder: 'Größe', line: 2, file: 'log.csv' }]);
  });

  it('stays where the header lacks what the mapping names now, or cannot be read, or the row is no record', async () => {
    const context = contextOf(folder.dir);
    const refusal = { status: 'open', source: 'log', raw: line('Lathe 7', 'o1').trim(), file: 'a.csv', line: 2 };
    const refusals = toTable('refusal', [
      { ...refusal, header: header.trim() },
      { ...refusal, header: 'machine,from' },
      { ...refusal, header: '"machine' },
      { ...refusal, header: header.trim(), raw: '"open', line: 1 },
      { ...refusal, header: header.trim(), raw: `${refusal.raw}\n${refusal.raw}`, file: '0.csv' },
      { ...refusal, header: header.trim(), code: 'too-long' },
      { ...refusal, header: header.trim(), source: 'other' },
      { ...refusal, header: header.trim(), status: 'replayed' },
    ]);
    const { received, rows } = await load(createReplaySource(config, context, refusals));
    expect(received).toBe(1);
    expect(rows('production')).toMatchObject([{ workOrder: 'o1', file: 'a.csv', line: 2 }]);
  });

  it('lets rows in in the order of their files and lines', async () => {
    const row = (file: string, at: number) => ({
      ...{ status: 'open', source: 'log', header: header.trim(), file, line: at },
      raw: line('Lathe 7', `${file}${at}`).trim(),
    });
    const refusals = toTable('refusal', [row('c', 2), row('a', 3), row('b', 2), row('a', 2), row('c', 1)]);
    const { rows } = await load(createReplaySource(config, contextOf(folder.dir), refusals));
    expect(rows('production').map(({ workOrder }) => workOrder)).toEqual(['a2', 'a3', 'b2', 'c1', 'c2']);
  });

  it('JSONL needs no header; batches are bounded; it stops when told to', async () => {
    const jsonl: FileSourceConfig = { ...config, kind: 'jsonl', mapping: { ...config.mapping, key: ['order'] } };
    const raw = (i: number): string =>
      JSON.stringify({ machine: 'Lathe 7', from: '2012-02-29T07:00', to: '2012-02-29T08:00', good: 1, order: `o${i}` });
    const refusals = toTable(
      'refusal',
      Array.from({ length: 65_540 }, (_, i) => ({ status: 'open', source: 'log', raw: raw(i), file: 'a', line: i })),
    );
    const source = createReplaySource(jsonl, contextOf(folder.dir), refusals);
    const { batches } = await load(source);
    expect(batches.map(({ account, identityBy }) => [account.received, identityBy])).toEqual([
      [65_536, 'key'],
      [4, 'key'],
    ]);
    for await (const _ of source.batches({ position: undefined, signal: AbortSignal.abort() })) expect.unreachable();
  });
});
