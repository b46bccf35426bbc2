/** The readings of a measuring sensor, in one pass without an object per reading. */
import { createRandom, exponentialOf, nextNormal, type Random } from '../../stats/index.ts';
import type { Interval } from '../../time/index.ts';
import { closed, running, setup } from '../flow/unit-clocks.ts';
import type { MeasuredSignal, SimulatedSensor } from '../plant/input.ts';
import type { PlantLayout } from '../plant/layout.ts';
import type { OrderBook } from '../plant/orders.ts';
import type { TrueStates } from '../plant/state-log.ts';
import { type EffectSpan, listEffectSpans } from './effects.ts';
import { seasonAt, seasonKnotMs } from './season.ts';
import type { ReadingColumnsOut, SensorRun } from './sensor-run.ts';

export class MeasureRun implements SensorRun {
  readonly machine: number;
  readonly #sensor: SimulatedSensor;
  readonly #signal: MeasuredSignal;
  readonly #orders: OrderBook;
  /** What is added while each product is made. */
  readonly #productOffsets: Float64Array;
  readonly #spans: readonly EffectSpan[];
  readonly #noise: Random;
  readonly #loss: Random;
  /** Share of the way to its level that the signal goes with each reading. */
  readonly #approach: number;
  /** The part of the slow noise that is new with each reading. */
  readonly #slowNew: number;
  #level: number;
  #slow = 0;
  #last: number;
  #span = 0;
  #nextAt: number;
  #knotAt = Number.NaN;
  #knotSeason = 0;
  #nextSeason = 0;

  constructor(sensor: SimulatedSensor, layout: PlantLayout, orders: OrderBook, firstAt: number) {
    const signal = sensor.signal as MeasuredSignal;
    const { input } = layout;
    this.machine = layout.machineIndex(sensor.machine);
    this.#sensor = sensor;
    this.#signal = signal;
    this.#orders = orders;
    this.#productOffsets = Float64Array.from(layout.products, ({ id }) => signal.productOffsets?.[id] ?? 0);
    this.#spans = listEffectSpans(sensor, input, layout.horizon.fromAt);
    this.#noise = createRandom(input.seed, sensor.id, 'noise');
    this.#loss = createRandom(input.seed, sensor.id, 'loss');
    this.#approach = signal.lagMs === 0 ? 1 : 1 - exponentialOf(-sensor.intervalMs / signal.lagMs);
    this.#slowNew = signal.slowDeviation * Math.sqrt(1 - signal.correlation * signal.correlation);
    this.#level = signal.levels.off;
    this.#last = signal.levels.off;
    this.#nextAt = firstAt;
  }

  write(window: Interval, states: TrueStates, out: ReadingColumnsOut): void {
    const end = states.starts[this.machine + 1] as number;
    for (let row = states.starts[this.machine] as number; row < end; row++) {
      const segmentEnd = Math.min(states.endAt[row] as number, window.toAt);
      if (this.#nextAt >= segmentEnd) continue;
      const state = states.state[row] as number;
      const order = states.order[row] as number;
      this.#writeSegment(
        segmentEnd,
        state,
        state === running && order >= 0 ? this.#orders.get(order).product : -1,
        out,
      );
    }
  }

  /** Piece by piece: within one, state, effects and the season's slope stay as they are. */
  #writeSegment(segmentEnd: number, state: number, product: number, out: ReadingColumnsOut): void {
    while (this.#nextAt < segmentEnd) {
      this.#moveKnot();
      while ((this.#spans[this.#span + 1]?.startAt ?? Number.POSITIVE_INFINITY) <= this.#nextAt) this.#span++;
      const spanEnd = this.#spans[this.#span + 1]?.startAt ?? Number.POSITIVE_INFINITY;
      const pieceEnd = Math.min(segmentEnd, spanEnd, this.#knotAt + seasonKnotMs);
      this.#writePiece(pieceEnd, state, product, this.#spans[this.#span] as EffectSpan, out);
    }
  }

  #moveKnot(): void {
    const knotAt = Math.floor(this.#nextAt / seasonKnotMs) * seasonKnotMs;
    if (knotAt === this.#knotAt) return;
    const { dailyAmplitude, weeklyAmplitude } = this.#signal;
    this.#knotSeason =
      knotAt === this.#knotAt + seasonKnotMs ? this.#nextSeason : seasonAt(knotAt, dailyAmplitude, weeklyAmplitude);
    this.#nextSeason = seasonAt(knotAt + seasonKnotMs, dailyAmplitude, weeklyAmplitude);
    this.#knotAt = knotAt;
  }

  #writePiece(pieceEnd: number, state: number, product: number, span: EffectSpan, out: ReadingColumnsOut): void {
    const { whiteDeviation, correlation, resolution } = this.#signal;
    const { intervalMs, lossRatio = 0, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = this.#sensor;
    const { isStuck, isSilent, noiseFactor } = span;
    const noise = this.#noise;
    const slowNew = this.#slowNew;
    const approach = this.#approach;
    const knotAt = this.#knotAt;
    const target = this.#levelOf(state, product, span);
    // Season, drift and planted slopes are one straight line through the knot, the same wherever a window is cut.
    const atKnot = this.#knotSeason + span.offset + span.slopePerMs * knotAt;
    const slope = (this.#nextSeason - this.#knotSeason) / seasonKnotMs + span.slopePerMs;
    // Whole multiples as the nearest doubles: 213 / 10, not 213 × 0.1.
    const perUnit = resolution < 1 ? Math.round(1 / resolution) : 1;
    const step = resolution < 1 ? 1 / perUnit : resolution;
    const unitSteps = resolution < 1 ? 1 : resolution;
    const { at, value } = out;
    let { length } = out;
    let level = this.#level;
    let slow = this.#slow;
    let last = this.#last;
    let now = this.#nextAt;
    for (; now < pieceEnd; now += intervalMs) {
      level += (target - level) * approach;
      if (slowNew > 0) slow = correlation * slow + slowNew * nextNormal(noise);
      const chance = whiteDeviation > 0 ? slow + whiteDeviation * nextNormal(noise) : slow;
      const isLost = lossRatio > 0 && this.#loss.nextUniform() < lossRatio;
      if (!isStuck) {
        const raw = level + atKnot + slope * (now - knotAt) + noiseFactor * chance;
        const bounded = raw < min ? min : raw > max ? max : raw;
        last = (Math.round(bounded / step) * unitSteps) / perUnit + 0;
      }
      if (isSilent || isLost) continue;
      at[length] = now;
      value[length] = last;
      length++;
    }
    out.length = length;
    this.#level = level;
    this.#slow = slow;
    this.#last = last;
    this.#nextAt = now;
  }

  #levelOf(state: number, product: number, { runningOffset }: EffectSpan): number {
    const { levels } = this.#signal;
    if (state === running)
      return levels.running + runningOffset + (product < 0 ? 0 : (this.#productOffsets[product] as number));
    if (state === closed) return levels.off;
    return state === setup ? levels.setup : levels.idle;
  }
}
