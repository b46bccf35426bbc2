import type { Command } from 'commander';
import type { RollupStatus } from '../../history/index.ts';
import { type Account, addAccounts, emptyAccount } from '../../model/index.ts';
import {
  bytesText,
  countText,
  diskText,
  type HistoryOverview,
  isShort,
  openPlant,
  readHistoryOverview,
  readOnlyText,
} from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { durationText } from '../duration.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';

export function addHistoryStatus(history: Command, register: Register): void {
  const command = history
    .command('status')
    .description('whether the store is well: what it holds, how it grows, its disk, backups, and what needs a person');
  register(command, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const { zone } = plant.plant;
    const overview = await readHistoryOverview(plant);
    const { history: status, ...others } = overview;
    context.output.result({ ...status, ...others }, () =>
      describe(overview, (at) => zone.format(Math.floor(at / 1_000) * 1_000)),
    );
    return undefined;
  });
}

type FormatInstant = (at: number) => string;

const kindNames = {
  production: 'production reports',
  equipmentState: 'states of equipment',
  reading: 'readings',
  gap: 'gaps',
  refusal: 'refused rows',
} as const;

function describe(overview: HistoryOverview, instant: FormatInstant): readonly string[] {
  const { history, needs } = overview;
  return [
    `history: ${needs.length === 0 ? 'well' : `needs you: ${needs.length} ${needs.length === 1 ? 'thing' : 'things'} below`}`,
    `holds: ${holdsText(overview, instant)}`,
    `size: ${sizeText(overview)}`,
    ...accountLines(history.accounts),
    `rolled up: ${rolledUpText(overview, instant)}`,
    `writer: ${writerText(overview, instant)}`,
    `disk: ${diskText(overview.disk)}${isShort(overview.disk) ? `; ${readOnlyText(overview.disk, overview.waiting)}` : ''}`,
    `kept: ${keptText(overview, instant)}`,
    `backup: ${backupText(overview)}`,
    `place: ${history.location} (${history.kind}, format ${history.formatVersion})`,
    ...needs.map(({ what, todo }) => `! ${what}: ${todo}`),
  ];
}

function holdsText({ history, extent }: HistoryOverview, instant: FormatInstant): string {
  const counts = Object.entries(history.factCounts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${countText(count)} ${kindNames[kind as keyof typeof kindNames]}`);
  if (counts.length === 0) return 'nothing yet';
  return `${counts.join(', ')}${extent === undefined ? '' : `; ${instant(extent.fromAt)} to ${endText(extent.toAt, instant)}`}`;
}

/** A gap that lasts ends at the end of time. */
function endText(at: number, instant: FormatInstant): string {
  return at >= 8.64e15 ? 'now' : instant(at);
}

function sizeText({ history, rollups }: HistoryOverview): string {
  const bytes = rollups.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const files = rollups.reduce((sum, { fileCount }) => sum + fileCount, 0);
  return `${bytesText(history.byteLength)} in ${countText(history.segmentCount + files)} files, of it ${bytesText(bytes)} rollups`;
}

/** All sources in one; those by themselves where something of theirs was lost. */
function accountLines(accounts: ReadonlyMap<string, Account>): readonly string[] {
  if (accounts.size === 0) return [];
  const all = [...accounts.values()].reduce(addAccounts, emptyAccount);
  const losing = [...accounts].filter(([, { lost }]) => lost > 0);
  return [`facts: ${accountText(all)}`, ...losing.map(([source, { lost }]) => `lost of ${source}: ${countText(lost)}`)];
}

/** What each level is rolled up by. */
const slots: Readonly<Record<RollupStatus['level'], readonly [one: string, many: string]>> = {
  minute: ['hour by minute', 'hours by minute'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  shift: ['shift', 'shifts'],
};

function rolledUpText({ rollups, history }: HistoryOverview, instant: FormatInstant): string {
  if (history.factCounts.reading === 0) return 'no readings to roll up';
  const lacks = rollups.flatMap(({ level, missingCount, staleCount }) => {
    const count = missingCount + staleCount;
    return count === 0 ? [] : [`${countText(count)} ${slots[level][count === 1 ? 0 : 1]}`];
  });
  const ends = rollups.flatMap(({ level, extent }) => (level === 'hour' && extent !== undefined ? [extent.toAt] : []));
  const to = ends[0] === undefined ? 'nothing' : `to ${instant(ends[0])}`;
  return lacks.length === 0 ? `all, ${to}` : `${to}; still to do, while gemba run runs: ${lacks.join(', ')}`;
}

function writerText({ at, history, lease, running }: HistoryOverview, instant: FormatInstant): string {
  const who =
    lease.kind === 'held'
      ? `${lease.holder}${lease.takenAt === undefined ? '' : ` since ${instant(lease.takenAt)}`}`
      : 'nobody now';
  const { committedAt } = history;
  const last =
    committedAt === undefined ? 'nothing was ever committed' : `last commit ${durationText(at - committedAt)} ago`;
  return `${who}${running || lease.kind !== 'held' ? '' : ', loading'}; ${last}`;
}

function keptText({ retention: { policy, lastAppliedAt } }: HistoryOverview, instant: FormatInstant): string {
  if (policy === undefined) return 'everything, for ever';
  const { readings, tagGroups, rollups, events, quarantine } = policy;
  const periods = [
    `readings ${readings ?? 'for ever'}`,
    ...tagGroups.map((group) => `of ${group.name} ${group.readings}`),
    `rollups ${typeof rollups === 'object' ? 'by level' : (rollups ?? 'for ever')}`,
    `events ${events ?? 'for ever'}`,
    `refused rows ${quarantine ?? 'for ever'}`,
  ];
  return `${periods.join(', ')}; ${lastAppliedAt === undefined ? 'not applied yet' : `last applied ${instant(lastAppliedAt)}`}`;
}

function backupText({ at, backup }: HistoryOverview): string {
  if (backup === undefined) return 'none';
  const { last, failure, location } = backup;
  const made = last === undefined ? 'none yet' : `${durationText(at - last.at)} ago`;
  return `${made}, in ${location}${failure === undefined ? '' : '; the last try failed'}`;
}
