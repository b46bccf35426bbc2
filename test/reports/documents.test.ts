import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../src/model/index.ts';
import { type DailyDocument, dailyDocument, dailyJsonSchema, listJsonSchemas } from '../../src/reports/index.ts';
import { demoDay, plant, tokens } from './support/demo-day.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });

function documentOf(role: Role, date = '2012-02-29', facts = true): DailyDocument {
  return JSON.parse(JSON.stringify(dailyDocument(demoDay(date, { role, facts })))) as DailyDocument;
}

describe.each(roles)('the daily document of %s', (role) => {
  const validate = ajv.compile({ ...dailyJsonSchema(role), $id: `test/${role}` });

  it.each(['2012-02-29', '2012-02-21', '2012-02-25', '2012-03-29'])('of %s fits its JSON Schema', (date) => {
    expect(validate(documentOf(role, date)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('of a day without facts fits it too', () => {
    expect(validate(documentOf(role, '2012-02-29', false)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses a field that its schema does not name', () => {
    expect(validate({ ...documentOf(role), operators: ['someone'] })).toBe(false);
  });

  it('has every work unit of the plant, silent ones too, no area, names verbatim', () => {
    const { equipment } = documentOf(role);
    expect(equipment.map(({ name }) => name)).toEqual(plant.equipment.workUnits.map(({ name }) => name));
    expect(equipment.map(({ name }) => name)).toContain('Machine 7- Laser Marking');
    expect(equipment.map(({ path }) => path)).toContain('job-shop/finishing/machine-7');
  });

  it('holds no token of a person', () => {
    const text = JSON.stringify(documentOf(role));
    expect(tokens.filter((token) => text.includes(token))).toEqual([]);
  });

  it('holds workers as the source writes them only where the role is cleared', () => {
    const text = JSON.stringify(documentOf(role));
    const shown = tokens.filter((token) => text.includes(`"${token.slice(2)}"`));
    if (role === 'shift-lead') expect(shown.length).toBeGreaterThan(5);
    else expect(shown).toEqual([]);
  });
});

describe('the common part', () => {
  it('comes first, with the window in RFC 3339 with the numeric offset of each end', () => {
    const document = documentOf('production', '2012-03-29');
    expect(Object.keys(document).slice(0, 3)).toEqual(['schemaVersion', 'kind', 'role']);
    expect(document.window).toEqual({ from: '2012-03-29T07:00:00+02:00', to: '2012-03-30T07:00:00+03:00' });
    expect(document.date).toBe('2012-03-29');
  });

  // semantics.md, worked machine-days: minutes computed by plain loops, apart from gemba.
  it.each([
    ['2012-02-29', 'Machine 8 - Turning & Milling', 346, 374, 0, 720, 1440, 0, 720, 29, 0.2403, 0.4806],
    ['2012-02-21', 'Machine 9 - Turning & Milling', 182, 520, 523, 215, 1440, 0, 215, 5, 0.1264, 0.1486],
    ['2012-03-29', 'Machine 3 - Round Grinding', 887, 136, 0, 357, 1380, 0, 357, 108, 0.6428, 0.8671],
    ['2012-02-25', 'Machine 4 - Turning & Milling', 1260, 0, 0, 180, 540, 720, 0, 66, 1, 1],
  ])(
    'of %s says of %s what a plain computation says',
    (date, name, run, setup, down, silent, planned, extra, silentPlanned, completed, low, high) => {
      const unit = documentOf('production', date).equipment.find((one) => one.name === name);
      expect(unit).toMatchObject({
        runMs: run * 60_000,
        setupMs: setup * 60_000,
        downMs: down * 60_000,
        silentMs: silent * 60_000,
        plannedMs: planned * 60_000,
        extraMs: extra * 60_000,
        silentPlannedMs: silentPlanned * 60_000,
        completed,
      });
      expect(unit?.availability).toEqual({
        value: expect.closeTo(low, 4),
        low: expect.closeTo(low, 4),
        high: expect.closeTo(high, 4),
      });
    },
  );

  it('writes a ratio without a base as unknown, with its reason', () => {
    const oven = documentOf('production').equipment.find(({ name }) => name === 'Oven');
    expect(oven?.reportedRatio).toEqual({ unknown: 'no-planned-time' });
    expect(oven?.performance).toEqual({ unknown: 'no-run-time' });
  });
});

describe('what a role has of its own', () => {
  it('maintenance sees who reported a stop as a pseudonym', () => {
    const document = documentOf('maintenance', '2012-02-21');
    if (document.role !== 'maintenance') throw new Error('wrong role');
    expect(document.stops.length).toBeGreaterThan(0);
    for (const stop of document.stops)
      expect(stop.reportedBy.labels.every((label) => label.startsWith('worker '))).toBe(true);
    expect(document.stops[0]?.reason).toEqual({ code: 'breakdown', name: 'Breakdown' });
  });

  it('a person whom the audience may not see is counted and not named', () => {
    const input = { ...demoDay('2012-02-21', { role: 'maintenance' }), personLabel: () => undefined };
    const document = dailyDocument(input);
    if (document.role !== 'maintenance') throw new Error('wrong role');
    expect(document.stops[0]?.reportedBy).toEqual({ labels: [], count: 1 });
  });

  it('quality sees scrap, most first', () => {
    const document = documentOf('quality');
    if (document.role !== 'quality') throw new Error('wrong role');
    const scrap = document.scrap.map((row) => row.scrap);
    expect(scrap).toEqual([...scrap].sort((a, b) => b - a));
    expect(scrap.reduce((a, b) => a + b, 0)).toBe(document.plant.scrap);
  });

  it('the shifts of production add up to the day', () => {
    const document = documentOf('production');
    if (document.role !== 'production') throw new Error('wrong role');
    expect(document.shifts.map(({ name }) => name)).toEqual(['day', 'night']);
    expect(document.shifts.reduce((sum, shift) => sum + shift.completed, 0)).toBe(document.plant.completed);
    expect(document.shifts.reduce((sum, shift) => sum + shift.runMs, 0)).toBe(document.plant.runMs);
  });

  it('a role gets no finding of a rule that its file does not list', () => {
    const document = documentOf('quality');
    if (document.role !== 'quality') throw new Error('wrong role');
    expect(
      document.findings.every(({ rule }) => ['no-facts', 'scrap', 'hold', 'quality', 'coverage'].includes(rule)),
    ).toBe(true);
  });

  it('each figure and finding has an id of its own', () => {
    const document = documentOf('director');
    if (document.role !== 'director') throw new Error('wrong role');
    const ids = [...document.kpis, ...document.findings].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('plant/oeeIndex');
  });
});

it('an equipment that the plant file does not name is an error, not a blank', () => {
  const input = demoDay('2012-02-21', { role: 'maintenance' });
  const [stop] = input.analysis.stops;
  const analysis = { ...input.analysis, stops: [{ ...(stop as NonNullable<typeof stop>), equipment: 'nowhere' }] };
  expect(() => dailyDocument({ ...input, analysis })).toThrow(expect.objectContaining({ code: 'unknown-name' }));
});

it('a schema of each role is published as JSON Schema 2020-12 under its name', () => {
  expect(listJsonSchemas().map(({ name }) => name)).toEqual(roles.map((role) => `daily.${role}.json`));
  for (const { schema } of listJsonSchemas())
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
});
