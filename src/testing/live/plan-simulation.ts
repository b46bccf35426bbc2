/** From what a person asks of a simulation to the plant, and to when it is. */
import { GembaError } from '../../model/index.ts';
import { createPlantScenario, type SimulatedPlantInput, sensorsPerMachine } from '../../simulation/index.ts';
import { addDays, createZone, dayMs, minuteMs, parseLocalDate } from '../../time/index.ts';

export interface SimulationRequest {
  /** Default: 12. */
  readonly machines?: number;
  /** Default: ten for each machine, one of every kind. */
  readonly tags?: number;
  /** Readings of all tags together a second of the clock. Default: one of each tag, at other speeds 5,000. */
  readonly rate?: number;
  /** Between two readings of a tag, s of plant time, instead of `rate`. Default for files: 10. */
  readonly intervalSeconds?: number;
  /** Default: 1. */
  readonly seed?: number;
  /** Production days. Default: 7, for files 1. */
  readonly days?: number;
  /** Plant time over time of the clock. Default: 1. */
  readonly speed?: number;
  /** First production day. Default: so that the plant is of now. */
  readonly from?: string;
  /** IANA zone. Default: that of the machine. */
  readonly zone?: string;
  /** Whether its readings are played; else they are written to files. */
  readonly isPlayed: boolean;
}

export interface SimulationPlan {
  readonly input: SimulatedPlantInput;
  readonly speed: number;
  /** Beginning of the first production day, UTC epoch ms. */
  readonly startAt: number;
  /** Whether its readings are of the moment at which they are played, from then on; else they begin with the first day. */
  readonly isOfNow: boolean;
  /** Readings a second of the clock that are aimed at. */
  readonly rate: number;
}

const defaultPlayedRate = 5_000;

/**
 * Plans a simulation so that it is of now. At speed 1 its first production day begins at this minute and goes on with the
 * clock. At a higher speed its last production day ends at this minute, so that no reading is of the future. Files have
 * the last production days that are over, from 06:00. The plant works in three shifts on every day, so that there is
 * always something to see.
 *
 * @throws GembaError `usage`, naming what is out of range
 */
export function planSimulation(request: SimulationRequest, nowAt: number): SimulationPlan {
  const { machines = 12, seed = 1, speed = 1, isPlayed } = request;
  const zoneId = request.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  requireRange('--machines', machines, 1, 5_000);
  const tags = request.tags ?? machines * sensorsPerMachine;
  requireRange('--tags', tags, 1, 100_000);
  const days = request.days ?? (isPlayed ? 7 : 1);
  requireRange('--days', days, 1, 3_700);
  requireRange('--seed', seed, 0, 2 ** 32 - 1);
  if (!(speed >= 0.01 && speed <= 100_000)) throw usage(`--speed is 0.01 to 100000, got ${speed}.`);
  const intervalMs = intervalOf(request, tags, speed);
  const { from, dayStart } = beginningOf(request, zoneId, days, speed, nowAt);
  const input = createPlantScenario({
    seed,
    machines,
    tags,
    days,
    intervalMs,
    zone: zoneId,
    from,
    dayStart,
    worksDaily: true,
  });
  const isOfNow = isPlayed && speed === 1 && request.from === undefined;
  return { input, speed, startAt: startOf(input), isOfNow, rate: (tags * 1_000 * speed) / intervalMs };
}

function intervalOf({ rate, intervalSeconds, isPlayed }: SimulationRequest, tags: number, speed: number): number {
  if (rate !== undefined && intervalSeconds !== undefined)
    throw usage('--rate and --interval say the same in two ways. Give one of them.');
  if (rate !== undefined && !(rate > 0 && rate <= 1e6)) throw usage(`--rate is at most 1000000 a second, got ${rate}.`);
  if (intervalSeconds !== undefined && !(intervalSeconds >= 0.001 && intervalSeconds <= 86_400))
    throw usage(`--interval is 0.001 to 86400 seconds, got ${intervalSeconds}.`);
  if (intervalSeconds !== undefined) return Math.round(intervalSeconds * 1_000);
  if (!isPlayed && rate === undefined) return 10_000;
  const intervalMs = Math.round((tags * 1_000 * speed) / (rate ?? (speed === 1 ? tags : defaultPlayedRate)));
  if (intervalMs > dayMs)
    throw usage(`At --rate ${rate} a tag would be read less than once a day. Ask for more, or for fewer tags.`);
  return Math.max(1, intervalMs);
}

function beginningOf(
  { from, isPlayed }: SimulationRequest,
  zoneId: string,
  days: number,
  speed: number,
  nowAt: number,
): { readonly from: string; readonly dayStart: string } {
  if (from !== undefined) {
    if (parseLocalDate(from) === undefined) throw usage(`--from is a date such as 2026-11-20, got '${from}'.`);
    return { from, dayStart: '06:00' };
  }
  const local = zoneOf(zoneId).format(Math.floor(nowAt / minuteMs) * minuteMs);
  const [today, now] = [local.slice(0, 10), local.slice(11, 16)];
  if (isPlayed) return { from: speed === 1 ? today : addDays(today, -days), dayStart: now };
  // The production day that lasts is not over: files end with the one before.
  return { from: addDays(today, now < '06:00' ? -days - 1 : -days), dayStart: '06:00' };
}

function zoneOf(id: string): ReturnType<typeof createZone> {
  try {
    return createZone(id);
  } catch (cause) {
    throw new GembaError('usage', `There is no time zone '${id}'. Write an IANA name such as Europe/Berlin.`, {
      cause,
    });
  }
}

function startOf({ zone, from, dayStart }: SimulatedPlantInput): number {
  const localMs = Date.parse(`${from}T${dayStart}:00Z`);
  return createZone(zone).instantOf(localMs);
}

function requireRange(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most))
    throw usage(`${name} is a whole number from ${least} to ${most}, got ${value}.`);
}

function usage(message: string): GembaError {
  return new GembaError('usage', message);
}
