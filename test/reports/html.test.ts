import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type DailyReportInput,
  type DirectorDocument,
  dailyDocument,
  dailyMail,
  renderHtml,
} from '../../src/reports/index.ts';
import { demoDay, tokens } from './support/demo-day.ts';
import { hashOfDay } from './support/hash-of-day.ts';

function directorOf(input: DailyReportInput): DirectorDocument {
  const document = dailyDocument(input);
  if (document.role !== 'director') throw new Error('wrong role');
  return document;
}
const document = directorOf(demoDay('2012-02-29'));
const html = renderHtml(document);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const textOf = (page: string): string =>
  page.replace(/<style>.*?<\/style>|<desc.*?<\/desc>|<[^>]+>/gs, ' ').replace(/\s+/g, ' ');

describe('the director’s page', () => {
  it('stands alone: no script, no reference outwards', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|javascript:|@import/i);
    expect(html).not.toMatch(/(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?\/\//i);
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target)).toEqual(['#trust']);
  });

  it('has landmarks, one first heading, a language, and a table behind each chart', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const tag of ['header', 'nav', 'main', 'footer']) expect(html.split(`<${tag}`).length - 1).toBe(1);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/<details/g)).toHaveLength(6);
  });

  it('names every resource, and gives every number a unit or a heading that has it', () => {
    for (const { name } of document.equipment) expect(html).toContain(name.replace('&', '&amp;'));
    expect(textOf(html)).not.toMatch(/\d\.\d{2,}\s?%|NaN|undefined|\[object/);
  });

  it('is the same bytes for the same facts', () => {
    expect(sha256(renderHtml(directorOf(demoDay('2012-02-29'))))).toBe(sha256(html));
  });

  it('is made from the document alone, so a document that was stored makes the same page', () => {
    expect(renderHtml(JSON.parse(JSON.stringify(document)) as DirectorDocument)).toBe(html);
  });

  it.each(['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
    'is the same bytes on a machine in %s, for every role, page and mail',
    (zone) => {
      const program = join(import.meta.dirname, 'support/print-html-hash.program.ts');
      const printed = execFileSync(process.execPath, ['-C', 'gemba-source', program, '2012-02-29'], {
        env: { ...process.env, TZ: zone, LANG: 'tr_TR.UTF-8' },
        encoding: 'utf8',
      });
      expect(printed.trim()).toBe(hashOfDay('2012-02-29'));
    },
  );

  it('says plainly that nothing was reported', () => {
    const empty = renderHtml(directorOf(demoDay('2012-02-29', { facts: false })));
    expect(empty).toContain('Nothing was reported');
    expect(empty).toContain('There is no earlier week to show.');
    expect(textOf(empty)).not.toMatch(/NaN|undefined/);
  });

  it('says that the clocks changed on a day of 23 hours', () => {
    expect(renderHtml(directorOf(demoDay('2012-03-29')))).toContain('this production day has 23\u00a0h');
  });

  it('speaks the audience’s language', () => {
    const german = renderHtml(directorOf(demoDay('2012-02-29', { language: 'de' })));
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('Mittwoch, 29. Februar 2012');
    expect(german).toContain('Was entschieden werden muss');
  });

  it('holds no worker', () => {
    expect(tokens.filter((token) => html.includes(token) || html.includes(token.slice(2)))).toEqual([]);
  });

  it.each([
    ['en', '7 gaps', 'and 4 more', '17 local times that do not exist', '29 Feb 07:00 to 29 Feb 09:00'],
    ['de', '7 Lücken', 'und 4 weitere', '17 Ortszeiten, die es nicht gibt', '29. Feb. 07:00 bis 29. Feb. 09:00'],
  ])(
    'lists gaps, adjusted times, unmapped codes and planned stops, and counts what it has no room for (%s)',
    (language, gaps, more, adjusted, span) => {
      const gap = {
        source: 'mes',
        tag: undefined,
        fromAt: atOffset(0),
        toAt: atOffset(3_600_000),
        cause: 'server restart',
        lostCount: undefined,
        isRecovered: false,
      };
      const input = demoDay('2012-02-29', { language });
      const [unit] = input.plant.equipment.workUnits;
      const analysis = {
        ...input.analysis,
        completeness: {
          ...input.analysis.completeness,
          gaps: Array.from({ length: 7 }, () => gap),
          adjusted: { 'local-time-skipped': 17, unheard: 1, 'local-time-repeated': 0 },
          unmapped: [{ field: 'reason', code: 'Z9', count: 3 }],
        },
        plannedStops: [
          {
            name: 'Spindle service',
            equipment: (unit as NonNullable<typeof unit>).id,
            reason: 'maintenance',
            fromAt: atOffset(0),
            toAt: atOffset(7_200_000),
          },
        ],
      };
      const text = textOf(renderHtml(directorOf({ ...input, analysis })));
      expect(text).toContain(gaps);
      expect(text).toContain(more);
      expect(text).toContain(adjusted);
      expect(text).toContain('1 unheard.');
      expect(text).toContain('Z9 (3)');
      expect(text).toContain(`Spindle service, Machine 4 - Turning &amp; Milling, ${span}`);
    },
  );

  it.each([
    [
      'en',
      'mqtt, since 29 Feb 07:00, lasting: no connection to the source',
      'mqtt press/force, 29 Feb 07:00 to 29 Feb 08:00: buffer full, oldest readings dropped; 1,200 readings lost; made up for since',
    ],
    [
      'de',
      'mqtt, seit 29. Feb. 07:00, andauernd: keine Verbindung zur Quelle',
      'mqtt press/force, 29. Feb. 07:00 bis 29. Feb. 08:00: Puffer voll, älteste Messwerte verworfen; 1.200 Messwerte verloren; inzwischen nachgeliefert',
    ],
  ])('says of a gap where it was, from when to when, why, and what became of it (%s)', (language, lasting, lossy) => {
    const input = demoDay('2012-02-29', { language });
    const open = {
      source: 'mqtt',
      tag: undefined,
      fromAt: atOffset(0),
      toAt: undefined,
      cause: 'disconnected',
      lostCount: undefined,
      isRecovered: false,
    };
    const closed = {
      ...open,
      tag: 'press/force',
      toAt: atOffset(3_600_000),
      cause: 'buffer-full',
      lostCount: 1_200,
      isRecovered: true,
    };
    const completeness = { ...input.analysis.completeness, gaps: [open, closed] };
    const text = textOf(renderHtml(directorOf({ ...input, analysis: { ...input.analysis, completeness } })));
    expect(text).toContain(lasting);
    expect(text).toContain(lossy);
  });

  it('of a plant with more resources than fit shows those that lost the most, and says so', () => {
    const [row] = document.timeline;
    const timeline = Array.from({ length: 300 }, () => row as NonNullable<typeof row>);
    for (const language of ['en', 'de'])
      expect(textOf(renderHtml({ ...document, language, timeline }))).toMatch(/The 36 of 300|Die 36 von 300/);
  });

  it('counts the decisions it has no room for, and shows a target where the plant has one', () => {
    const [finding] = document.findings;
    const findings = Array.from({ length: 8 }, () => ({
      ...(finding as NonNullable<typeof finding>),
      needsDecision: true,
    }));
    const kpis = document.kpis.map((kpi) => ({ ...kpi, target: 0.6 }));
    const [en, de] = ['en', 'de'].map((language) => textOf(renderHtml({ ...document, language, findings, kpis })));
    expect(en).toContain('3 more in the data files (XLSX, CSV, JSON).');
    expect(en).toContain('target 60 %');
    expect(de).toContain('3 weitere in den Daten (XLSX, CSV, JSON).');
  });

  it('says of an unplanned window that nothing was planned', () => {
    const reportedRatio = { unknown: 'no-planned-time' } as const;
    const unplanned = { ...document, date: null, completeness: { ...document.completeness, reportedRatio } };
    expect(textOf(renderHtml(unplanned))).toContain('Nothing was planned');
    expect(textOf(renderHtml({ ...unplanned, language: 'de' }))).toContain('Nichts war geplant');
  });

  it('of a window that is no day has dates instead of hours, and is compared with nothing', () => {
    const input = demoDay('2012-02-29');
    const first = input.plant.productionDay('2012-02-25');
    const window = { fromAt: first.fromAt, toAt: input.analysis.window.toAt };
    const text = textOf(renderHtml(directorOf({ ...input, analysis: { ...input.analysis, window, day: undefined } })));
    expect(text).toContain('Job shop: report');
    expect(text).toContain('25 Feb 2012 07:00 to 1 Mar 2012 07:00 5 days');
  });
});

function atOffset(offsetMs: number): number {
  return Date.parse(document.window.from) + offsetMs;
}

describe('hostile names', () => {
  const hostile = `<script>alert("x")</script>{{constructor}}'"&`;
  const input = demoDay('2012-02-21');
  const plant = {
    ...input.plant,
    name: hostile,
    equipment: { ...input.plant.equipment, get: (id: string) => ({ ...input.plant.equipment.get(id), name: hostile }) },
  };
  const renamed = directorOf({ ...input, plant });

  it('are text in the page, also in charts, titles and the page’s foot', () => {
    const page = renderHtml(renamed);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  it('are text in the mail, and break no line of its subject', () => {
    const mail = dailyMail({ ...renamed, plantName: `${hostile}\r\nBcc: x@example.org` });
    expect(mail.bodyHtml).not.toContain('<script');
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject.length).toBeLessThanOrEqual(120);
  });
});

describe('the mail', () => {
  const mail = dailyMail(document);

  it('has a subject that says what happened where and when', () => {
    expect(mail.subject).toMatch(/^Job shop, 29 Feb: \S.{10,}/);
  });

  it('says in its text what the page says, line by line', () => {
    const [top] = document.findings;
    expect(mail.bodyText).toContain(top?.text.headline.replaceAll('\u00a0', ' '));
    expect(mail.bodyText).toContain('Finished: ');
    expect(mail.bodyText).toContain('What needs a decision:');
    expect(mail.bodyText).not.toMatch(/<[a-z]|undefined|\u00a0/);
  });

  it('has inlined styles only, and nothing that a mail program drops', () => {
    expect(mail.bodyHtml).not.toMatch(/<style|<script|<svg|<img|class=|display:\s*(?:grid|flex)|https?:/);
    expect(mail.bodyHtml).toContain('max-width:600px');
  });

  it('holds no worker', () => {
    const whole = mail.subject + mail.bodyHtml + mail.bodyText;
    expect(tokens.filter((token) => whole.includes(token.slice(2)))).toEqual([]);
  });

  it('says where nothing needs a decision, and how the day was all the same', () => {
    const quiet = dailyMail({ ...document, findings: [] });
    expect(quiet.bodyText).toContain('Nothing that needs a decision was found.');
    expect(quiet.bodyHtml).toContain('Nothing that needs a decision was found.');
    expect(quiet.subject).toContain('Finished: 4 pieces, below the usual');
  });
});
