import { describe, expect, it } from 'vitest';
import type { DailyAnalysis } from '../../../src/analytics/index.ts';
import { type Role, roles } from '../../../src/model/index.ts';
import { daily, dailyDocument } from '../../../src/reports/index.ts';
import { demoDay, tokens } from '../support/demo-day.ts';

const decoder = new TextDecoder();

/** Everything a role is given that is text, by where it stands. */
async function channelsOf(role: Role, change: (analysis: DailyAnalysis) => DailyAnalysis = (same) => same) {
  const input = demoDay('2012-02-21', { role });
  const report = await daily.render({ ...input, analysis: change(input.analysis) }, ['json', 'html', 'csv']);
  return [
    ...report.files.map(({ name, bytes }) => [name, `${name}\n${decoder.decode(bytes)}`] as const),
    ['subject', report.mail?.subject ?? ''] as const,
    ['mail html', report.mail?.bodyHtml ?? ''] as const,
    ['mail text', report.mail?.bodyText ?? ''] as const,
  ];
}

describe.each(roles)('what %s is given', (role) => {
  it('holds no token, and a worker’s id only where the role is cleared for names', async () => {
    for (const [where, text] of await channelsOf(role)) {
      expect(
        tokens.filter((token) => text.includes(token)),
        where,
      ).toEqual([]);
      if (role === 'shift-lead') continue;
      expect(
        tokens.filter((token) => text.includes(token.slice(2))),
        where,
      ).toEqual([]);
    }
  });

  it('holds no field of another role', async () => {
    const allowed: Readonly<Record<Role, readonly string[]>> = {
      director: [],
      production: ['CANARY-ORDER', 'CANARY-QUEUE'],
      quality: ['CANARY-HOLD', 'CANARY-CONTEXT', 'CANARY-REWORK'],
      maintenance: ['CANARY-STOP', 'CANARY-RAN'],
      'shift-lead': ['CANARY-STOP', 'CANARY-BOARD', 'CANARY-PERSON'],
    };
    const all = [...new Set(Object.values(allowed).flat())];
    const seen = new Set<string>();
    for (const [where, text] of await channelsOf(role, withCanaries)) {
      const found = all.filter((canary) => text.includes(canary));
      expect(
        found.filter((canary) => !allowed[role].includes(canary)),
        where,
      ).toEqual([]);
      for (const canary of found) seen.add(canary);
    }
    expect([...seen].sort()).toEqual([...allowed[role]].sort());
  });

  it('is refused where a field is added that its file does not list', () => {
    const input = demoDay('2012-02-21', { role });
    const document = dailyDocument(input);
    expect(JSON.stringify(document)).not.toContain('operators');
  });
});

/** A name of its own in every place that belongs to one role. */
function withCanaries(analysis: DailyAnalysis): DailyAnalysis {
  const { orders, quality, stops, board, staffing } = analysis;
  const first = <T>(rows: readonly T[]): T => rows[0] as T;
  const report = {
    ...first(quality.scrapContexts.rows),
    operators: ['t-CANARY-TOKEN'],
  };
  return {
    ...analysis,
    orders: {
      ...orders,
      waiting: { count: 1, rows: [{ ...first(orders.waiting.rows), workOrder: 'CANARY-ORDER' }] },
      queues: [{ lastOperation: 'CANARY-QUEUE', orders: 1, pieces: 1, longestMs: 1 }],
    },
    quality: {
      ...quality,
      holds: { ...quality.holds, count: 1, rows: [{ ...report, ageMs: 1, workOrder: 'CANARY-HOLD' }] },
      scrapContexts: { count: 1, rows: [{ ...report, product: 'CANARY-CONTEXT' }] },
      rework: { count: 1, rows: [{ ...report, product: 'CANARY-REWORK' }] },
    },
    stops: [
      {
        ...first(stops),
        workOrder: 'CANARY-STOP',
        before: { state: 'running', workOrder: 'CANARY-RAN', operation: 'o', product: 'p', startAt: 1, endAt: 2 },
      },
    ],
    board: {
      ...board,
      rows: board.rows.map((row, i) =>
        i === 0 ? { ...row, state: 'running' as const, product: 'CANARY-BOARD' } : row,
      ),
    },
    staffing: [{ ...first(staffing), operators: ['t-CANARY-PERSON'] }],
  };
}
