/** Down time week by week: a small chart for each of the machines that maintenance should look at, on one scale. */
import { type SmallPanel, smallMultiples } from '../../charts/index.ts';
import type { MaintenanceDocument } from '../../documents/maintenance.ts';
import type { Speaker } from '../../words/speaker.ts';
import { chartView } from '../chart-view.ts';
import { sumOf } from '../known-text.ts';
import type { ChartView } from '../view.ts';

const panelsMax = 6;
const columns = 3;
/** Of fewer earlier weeks the last is not said to be the longest, as of fewer days there is no usual range. */
const earlierWeeksMin = 6;
const hourMs = 3_600_000;

interface MachineWeeks {
  readonly name: string;
  readonly downMs: readonly (number | null)[];
  readonly sumMs: number;
  readonly lastMs: number | null;
  readonly knownWeeks: number;
  /** Down longer in the last week than in any of the known ones before. */
  readonly isMost: boolean;
  /** It fails more often than before, by the test that the list of failures has. */
  readonly isWorse: boolean;
}

/** Machines that are getting worse, by failures or by their last week, then those with most down time. */
export function buildDownWeeks(document: MaintenanceDocument, speaker: Speaker): ChartView {
  const { words, formats, window } = speaker;
  const text = words.pages.maintenance;
  const machines = listMachines(document);
  const shown = machines.slice(0, panelsMax);
  const title = titleOf(machines, shown, speaker);
  const chart = smallMultiples(
    {
      title,
      description: shown
        .map((machine) => {
          const sum = formats.duration(machine.sumMs);
          return `${machine.name}: ${text.weeksRow(sum, machine.knownWeeks, noteOf(machine, speaker))}`;
        })
        .join('; '),
      empty: window.kind === 'day' ? text.weeksEmpty : words.labels.overDaysOnly,
      periods: document.downWeeks.weeks.map(({ to }) => formats.shortDate(to)),
      panels: shown.map((machine): SmallPanel => {
        const { name, downMs, isMost } = machine;
        return {
          title: name,
          note: noteOf(machine, speaker),
          values: downMs.map((value) => (value === null ? undefined : value / hourMs)),
          tone: isMost ? 'bad' : 'plain',
          unusual: isMost,
        };
      }),
    },
    {
      width: 680,
      idPrefix: 'down-weeks',
      kind: 'bar',
      columns,
      labels: { panel: text.stopColumns.machine, unknown: text.weeksUnknown },
      formatValue: (hours) => formats.short(hours),
    },
  );
  const more = machines.length > shown.length ? `; ${text.weeksMore(shown.length, machines.length)}` : '';
  return chartView({ id: 'down-weeks', title, scope: machines.length === 0 ? '' : text.weeksScope + more }, chart);
}

function listMachines({ downWeeks, reliability }: MaintenanceDocument): MachineWeeks[] {
  const worse = new Set(reliability.filter(({ trend }) => trend === 'worse').map(({ path }) => path));
  return downWeeks.units
    .map(({ path, name, downMs }): MachineWeeks => {
      const earlier = downMs.slice(0, -1).filter((value) => value !== null);
      const lastMs = downMs.at(-1) ?? null;
      return {
        name,
        downMs,
        sumMs: sumOf(downMs, (value) => value ?? 0),
        lastMs,
        knownWeeks: earlier.length + (lastMs === null ? 0 : 1),
        isMost: lastMs !== null && earlier.length >= earlierWeeksMin && lastMs > Math.max(...earlier),
        isWorse: worse.has(path),
      };
    })
    .sort((a, b) => Number(isGettingWorse(b)) - Number(isGettingWorse(a)) || b.sumMs - a.sumMs);
}

function isGettingWorse({ isMost, isWorse }: MachineWeeks): boolean {
  return isMost || isWorse;
}

/** Of a machine that is shown: the longest last week that is the most of its machine; else the most down time of all. */
function titleOf(
  machines: readonly MachineWeeks[],
  shown: readonly MachineWeeks[],
  { words, formats }: Speaker,
): string {
  const text = words.pages.maintenance;
  const [last] = shown.filter(({ isMost }) => isMost).sort((a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0));
  if (last !== undefined) return text.weeksLast(last.name, formats.duration(last.lastMs ?? 0), last.knownWeeks);
  const [most] = machines.toSorted((a, b) => b.sumMs - a.sumMs);
  if (most === undefined || !shown.includes(most)) return text.weeks;
  return text.weeksMost(most.name, formats.duration(most.sumMs), most.knownWeeks);
}

/** The last week, and what is unusual of the machine in words. */
function noteOf({ lastMs, isMost, isWorse }: MachineWeeks, { words, formats }: Speaker): string {
  const text = words.pages.maintenance;
  return [
    lastMs === null ? text.weeksUnknown : formats.duration(lastMs),
    ...(isMost ? [text.weeksNoteMost] : []),
    ...(isWorse ? [text.trends.worse] : []),
  ].join(', ');
}
