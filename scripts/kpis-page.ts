/** The guide to KPIs, written from their table. */

import {
  type Element,
  type ElementId,
  elementIds,
  elements,
  elementsOf,
  type Kpi,
  type KpiScope,
  type KpiUnit,
  kpis,
  textOf,
} from '../src/analytics/index.ts';
import { createElementRows, unitElementIds } from '../src/analytics/kpi/element-rows.ts';

const units: Readonly<Record<KpiUnit, string>> = {
  ratio: 'a share, shown in %',
  index: 'a number without a unit',
  time: 'a duration',
  count: 'a number of pieces',
  rate: 'pieces an hour',
  perMillion: 'so many of a million',
  perPiece: 'kWh a piece',
  perPeriod: 'times in the window',
};

const scopes: Readonly<Record<KpiScope, string>> = {
  workUnit: 'a machine or any group of machines',
  line: 'a line',
  plant: 'the plant',
  order: 'an order',
  product: 'a product',
  storage: 'a storage',
  personGroup: 'a group of people',
  process: 'a process',
};

/** What nobody told, in words, by the name of its freedom. */
const untold: Readonly<Record<string, string>> = {
  silence: 'silence',
  'time in gaps': 'gaps',
  'held and reworked pieces': 'held and reworked pieces',
};

export function kpisPage(): string {
  const iso = kpis.filter(({ isoNumber }) => isoNumber !== undefined);
  const own = kpis.filter(({ isoNumber }) => isoNumber === undefined);
  return `# What this number means

Generated from the table of KPIs by \`npm run docs\`; do not edit. One paragraph a figure: what it says, how it is worked out, what it
needs, what moves its bounds, where people go wrong with it.

**How to read a figure.** Each has a value and bounds: OEE 71 % (69 to 74). The bounds are not statistics. They are what the figure
would be had that which nobody told been the worst or the best for it. Where everything is told they are the value. Where something
that a formula needs is not told at all, the figure is unknown and says what is missing (\`whyUnknown\`). Figures of a group are ratios of
sums, never averages of ratios.

**What moves bounds.** *Silence* is planned time of which nothing was reported: in the lower bound of availability it counts as planned
time, in the upper it is left out, of planned time and of the delay that it would be; the plant file says by \`silence\` which of them
is the value. *Gaps* are times in which a source
or tag was silent that should not have been: the machine may have run at the ideal rate of what the window made, with pieces all
good, all scrap or none, been set up, or stood. Outside planned time the calendar is taken at its word: a gap there moves nothing.
*Held pieces* may turn out to be good; pieces *made again* may be among those that had been completed.

**What standards leave open** is a setting in the plant file, section \`kpis\`: the divisors of mean times, what is delay and what is
down time, from which length on a stop is no longer a minor one. Formulas are shown below with the defaults.

**Ideal times** are those of the plant file, else the best that was demonstrated (a tenth of the pieces were made as fast), else that
of the operation over all parts, which is marked as provisional.

[Elements](#elements), the short names in formulas, are at the end.

## KPIs of ISO 22400-2

By their number in the standard. Names and formulas are as the IndustrialStandard-ODP-ISO22400-2 ontology gives them, not checked
against the text of the standard; what differs from it on purpose says so.

${iso.map(paragraphOf).join('\n\n')}

## Other KPIs

${own.map(paragraphOf).join('\n\n')}

## Elements

| element | name | unit | what it means | told by |
| --- | --- | --- | --- | --- |
${elementIds.map((id) => elementRow(id, elements[id])).join('\n')}
`;
}

function paragraphOf(kpi: Kpi): string {
  const { id, name, isoNumber, meaning, formula, note, pitfalls, source } = kpi;
  const title = isoNumber === undefined ? name : `${isoNumber}. ${name}`;
  const words = textOf(formula, (element) => lowerFirst(elements[element].name));
  const parts = [
    meaning,
    `\`${id}\` = \`${textOf(formula)}\`: ${words}.`,
    `${upperFirst(units[kpi.unit])}${rangeOf(kpi)}; ${kpi.better} is better. Asked of ${list(
      kpi.scopes.map((one) => scopes[one]),
      'or',
    )}.`,
    needsOf(kpi),
    boundsOf(kpi),
    note,
    pitfalls.length === 0 ? undefined : `**Mind**: ${pitfalls.join(' ')}`,
    isoNumber === undefined ? `*${source}.*` : undefined,
  ];
  return `### ${title}\n\n${parts.filter((part) => part !== undefined).join(' ')}`;
}

function rangeOf({ unit, min, max }: Kpi): string {
  const text = (value: number): string => (unit === 'ratio' ? `${value * 100} %` : value.toLocaleString('en'));
  if (max !== undefined) return `, ${text(min ?? 0)} to ${text(max)}`;
  return min === undefined ? ', below 0 too' : '';
}

function needsOf({ formula }: Kpi): string {
  const needed = elementsOf(formula);
  const [taken, wanted] = [true, false].map((isTaken) =>
    needed.filter((element) => (elements[element].from !== undefined) === isTaken),
  ) as [ElementId[], ElementId[]];
  const told = [...Map.groupBy(taken, (element) => elements[element].from)].map(
    ([from, of]) => `${from} (${of.join(', ')})`,
  );
  const missing = [...Map.groupBy(wanted, (element) => elements[element].wanted)].map(
    ([from, of]) => `${from} (${of.join(', ')})`,
  );
  if (missing.length === 0) return `It needs ${told.join('; ')}.`;
  return `**Unknown so far**: it would need ${missing.join('; ')}, which gemba does not take yet.`;
}

function boundsOf({ formula }: Kpi): string | undefined {
  const needed: readonly string[] = elementsOf(formula);
  if (needed.some((element) => elements[element as ElementId].from === undefined)) return undefined;
  const moved = createElementRows(0)
    .table()
    .freedoms.filter(({ ways }) => ways.some((way) => Object.keys(way).some((element) => needed.includes(element))))
    .map(({ name }) => untold[name] ?? name);
  moved.push(...needed.flatMap((element) => elements[element as ElementId].leftOpen ?? []));
  if (moved.length > 0) return `Its bounds are moved by ${list(moved, 'and')}.`;
  // What is not worked out of single machines tells of its bounds itself.
  const isOfUnits = needed.every((element) => (unitElementIds as readonly string[]).includes(element));
  return isOfUnits ? 'It is as exact as what was reported.' : undefined;
}

const elementUnits: Readonly<Record<Element['unit'], string>> = {
  time: 'duration',
  count: 'count',
  quantity: 'quantity',
  energy: 'kWh',
  value: 'that of what is measured',
};

function elementRow(id: ElementId, { name, unit, meaning, from, wanted }: Element): string {
  return `| ${id} | ${name} | ${elementUnits[unit]} | ${meaning} | ${from ?? `nothing yet; it would be ${wanted}`} |`;
}

function list(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
