import type { Command } from 'commander';
import { reservedSourcePrefix } from '../../model/index.ts';
import {
  backupText,
  diskRemedies,
  diskText,
  type HeldLease,
  isBackupLate,
  isShort,
  listReopenedWindows,
  openPlant,
  type PlantStatus,
  type ReopenedWindow,
  readOnlyText,
  readPlantStatus,
  type SourceLine,
} from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { durationText } from '../duration.ts';
import { accountText } from '../load.ts';
import { openOptions } from '../plant-options.ts';
import { overflowLines } from './quarantine.ts';
import { takeoverTexts } from './run.ts';

const namesListedMax = 10;

export function addStatus(program: Command, register: Register): void {
  const command = program
    .command('status')
    .description('sources, gaps, lag, buffer, history, quarantine and reopened reports, whether it runs or not');
  register(command, async (context) => {
    await using plant = await openPlant(openOptions(context));
    const status = await readPlantStatus(plant);
    const reopened = await listReopenedWindows(plant, { signal: context.world.signal });
    const instant: FormatInstant = (at) =>
      at === undefined ? 'never' : plant.plant.zone.format(Math.floor(at / 1_000) * 1_000);
    context.output.result({ ...status, reopened }, () => [
      runningText(status, instant),
      ...leaseLines(status, instant),
      // Gaps have lines of their own.
      ...status.sources
        .filter(({ id }) => !id.startsWith(reservedSourcePrefix))
        .flatMap((source) => describeSource(source, status, instant)),
      bufferText(status, instant),
      historyText(status, instant),
      diskLine(status),
      ...backupLines(status),
      ...status.openGaps.map(
        ({ source, tag, cause, startAt }) =>
          `gap: ${source}${tag === '' ? '' : ` ${tag}`}, ${cause}, since ${instant(startAt)}, for ${durationText(status.at - startAt)}`,
      ),
      ...quarantineLines(status),
      ...reopened.map(reopenedText),
    ]);
    return undefined;
  });
}

type FormatInstant = (at: number | undefined) => string;

function runningText({ running, lease }: PlantStatus, instant: FormatInstant): string {
  if (running.kind === 'running')
    return `running: ${running.holder}, since ${instant(running.startedAt)}, as of ${durationText(running.ageMs)} ago`;
  if (running.lastAliveAt === undefined) return 'running: nothing; gemba run was never started here';
  const alive = `alive at ${instant(running.lastAliveAt)}`;
  if (!running.endedInOrder && (lease.kind === 'held' || lease.kind === 'expired'))
    return `running: nothing says so; ${lease.holder} has the lease, and the last gemba run was ${alive}`;
  const how = running.endedInOrder ? 'it was stopped' : 'it ended without being stopped';
  return `running: nothing; the last gemba run was ${alive}, ${how}`;
}

/** Who may run the plant, who would next, and how it came to be. */
function leaseLines({ at, lease, standbys }: PlantStatus, instant: FormatInstant): readonly string[] {
  const { lastTakeover } = lease;
  return [
    ...(lease.kind === 'free' ? [] : [leaseText(lease, at, instant)]),
    ...(standbys.length === 0
      ? []
      : [`standing by: ${standbys.map(({ holder, sinceAt }) => `${holder} since ${instant(sinceAt)}`).join(', ')}`]),
    ...(lastTakeover === undefined
      ? []
      : [
          `last takeover: ${instant(lastTakeover.at)} from ${lastTakeover.from}, ${takeoverTexts[lastTakeover.reason]}; ${lease.takeoverCount} in all`,
        ]),
  ];
}

function leaseText(lease: HeldLease, nowMs: number, instant: FormatInstant): string {
  const { kind, holder, fencing, takenAt, expiresAt } = lease;
  const since = takenAt === undefined ? '' : ` since ${instant(takenAt)}`;
  const until = {
    held: `until ${instant(expiresAt)} unless renewed`,
    ended: 'whose process is gone',
    expired: `not renewed for ${durationText(nowMs - expiresAt)} longer than it lasts: it hangs, or its machine is gone`,
  }[kind];
  return `lease: ${holder}${since}, fencing number ${fencing}, ${until}`;
}

function describeSource(
  { id, receivedCount, waitingCount, committed, live, lagMs }: SourceLine,
  { openGaps }: PlantStatus,
  instant: FormatInstant,
): string[] {
  const gapCount = openGaps.filter(({ source }) => source === id).length;
  const waiting = waitingCount === 0 ? '' : `, ${waitingCount} of ${receivedCount} wait in the buffer`;
  const lines = [`${id}: ${accountText(committed)}${waiting}`];
  if (live === undefined) return lines;
  const { connection, state, failure, notice, skewMs, lastReadingAt, committedPerSecond } = live;
  const parts = [
    connection.kind === 'unknown' ? state : `${connection.kind} since ${instant(connection.sinceAt)}`,
    ...(connection.kind === 'disconnected' ? [connection.reason] : []),
    ...(failure === undefined ? [] : [failure]),
    ...(lastReadingAt === undefined ? [] : [`last reading ${instant(lastReadingAt)}, ${lagText(lagMs ?? 0)}`]),
    `${committedPerSecond.toFixed(1)}/s into history`,
    ...(skewMs === undefined ? [] : [skewText(skewMs)]),
    ...(gapCount === 0 ? [] : [`${gapCount} open ${gapCount === 1 ? 'gap' : 'gaps'}`]),
  ];
  return [...lines, `    ${parts.join(', ')}`, ...(notice === undefined ? [] : [`    ${notice.message}`])];
}

function bufferText({ buffer }: PlantStatus, instant: FormatInstant): string {
  if (buffer === undefined) return 'buffer: in use by another command';
  const { sizeBytes, sizeBytesMax, pendingRecords, oldestAt, state, damageCount } = buffer;
  const parts = [
    `${(sizeBytes / 1e6).toFixed(1)} of ${(sizeBytesMax / 1e6).toFixed(0)} MB`,
    pendingRecords === 0
      ? 'nothing waits'
      : `${pendingRecords} ${pendingRecords === 1 ? 'record waits' : 'records wait'}`,
    ...(oldestAt === undefined ? [] : [`the oldest since ${instant(oldestAt)}`]),
    state,
    ...(damageCount === 0 ? [] : [`${damageCount} damaged places`]),
  ];
  return `buffer: ${parts.join(', ')}`;
}

function backupLines({ at, backup }: PlantStatus): readonly string[] {
  if (backup === undefined) return [];
  const late = isBackupLate(backup, at) ? `; one is to be made every ${durationText(backup.everyMs)}` : '';
  return [`backup: ${backupText(backup, at, durationText)}${late}`];
}

function diskLine({ disk }: PlantStatus): string {
  const remedy = diskRemedies[disk.level];
  return `disk: ${diskText(disk)}${remedy === undefined ? '' : `; ${remedy}`}`;
}

function historyText({ history, disk, waiting }: PlantStatus, instant: FormatInstant): string {
  const { version, committedAt, state, reason, sizeBytes, isReadOnly } = history;
  const why = isReadOnly && isShort(disk) ? readOnlyText(disk, waiting) : `away: ${reason ?? ''}`;
  const away = isReadOnly || state === 'away' ? `, ${why}` : '';
  return `history: version ${version}, committed ${instant(committedAt)}, ${(sizeBytes / 1e6).toFixed(1)} MB${away}`;
}

function quarantineLines({ quarantine: { openCount, overflowCount, unknownNames } }: PlantStatus): string[] {
  const names = unknownNames
    .slice(0, namesListedMax)
    .map(({ source, name, count }) => `${source} '${name}' (${count})`);
  const more = unknownNames.length - names.length;
  return [
    `quarantine: ${openCount} ${openCount === 1 ? 'row' : 'rows'}${openCount === 0 ? '' : ', see `gemba quarantine list`'}`,
    ...overflowLines(overflowCount),
    ...(names.length === 0 ? [] : [`unknown names: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
  ];
}

function reopenedText({ label, audiences }: ReopenedWindow): string {
  return `reopened: ${label}, sent to ${audiences.join(', ')}: its facts have changed since; the next report that is sent looks at it again`;
}

function lagText(lagMs: number): string {
  return lagMs < 0 ? `${durationText(-lagMs)} ahead of now` : `${durationText(lagMs)} ago`;
}

/** The source's clock against ours, for who has to set it. */
function skewText(skewMs: number): string {
  return skewMs === 0
    ? 'clock right'
    : `its clock ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`;
}
