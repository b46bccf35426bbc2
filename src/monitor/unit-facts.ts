/** What is held of one work unit: its reported facts that touch the windows, and its sensors' readings, folded. */
import {
  type Activity,
  createActivity,
  createUnitCalculation,
  type LearnedIdealTimes,
  lookupIn,
  type UnitActivity,
  type UnitFigures,
} from '../analytics/index.ts';
import type { Equipment, Plant } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import { type Applied, HeldFacts, type ReportedFact, type ReportedKind } from './held-facts.ts';
import type { KnownReports } from './known-reports.ts';
import type { LiveFigures, LiveUnit, LiveWindow } from './live.ts';
import type { WindowsAt } from './live-windows.ts';
import { SensorWindow } from './sensor-window.ts';
import { liveStateOf } from './unit-state.ts';

/** What was known of ideal times when each window began. */
export interface WindowIdealTimes {
  readonly day: LearnedIdealTimes;
  readonly shift: LearnedIdealTimes;
  /** The reports they were learned from, and those that reach into the windows. */
  readonly reports: KnownReports;
}

export class UnitFacts {
  readonly equipment: Equipment;
  readonly sensors: SensorWindow | undefined;
  readonly #plant: Plant;
  readonly #production = new HeldFacts('production');
  readonly #states = new HeldFacts('equipmentState');
  /** Of what is held, where no sensor adds to it; undefined once that changed. */
  #kept: Activity | undefined;

  constructor(plant: Plant, equipment: Equipment) {
    this.#plant = plant;
    this.equipment = equipment;
    this.sensors = equipment.signals === undefined ? undefined : new SensorWindow(plant, equipment);
  }

  *identities(): Generator<string> {
    yield* this.#production.identities();
    yield* this.#states.identities();
  }

  reset(facts: readonly ReportedFact[]): void {
    this.#production.reset(facts.filter(isProduction));
    this.#states.reset(facts.filter((fact): fact is ReportedFact<'equipmentState'> => !isProduction(fact)));
    this.#kept = undefined;
  }

  apply(fact: ReportedFact, hull: Interval): Applied {
    const applied = isProduction(fact)
      ? this.#production.apply(fact, hull)
      : this.#states.apply(fact as ReportedFact<'equipmentState'>, hull);
    if (applied.kind === 'added' || applied.kind === 'corrected') this.#kept = undefined;
    return applied;
  }

  /** Its figures and state as of an instant of the windows. */
  liveAt(windows: WindowsAt, idealTimes: WindowIdealTimes, nowMs: number): Omit<LiveUnit, 'isCatchingUp'> {
    const activity = this.activityAt(nowMs);
    const unit = activity.units[0] as UnitActivity;
    const figuresIn = createUnitCalculation(activity, unit, windows.hull);
    const figuresOf = (window: LiveWindow, learned: LearnedIdealTimes): LiveFigures<UnitFigures> => ({
      window,
      figures: figuresIn(
        { fromAt: window.fromAt, toAt: Math.max(window.fromAt, Math.min(nowMs, window.toAt)) },
        lookupIn(activity, learned),
      ),
    });
    return {
      equipment: this.equipment.id,
      asOfAt: nowMs,
      state: liveStateOf(activity, unit, nowMs, this.sensors?.isSilent(nowMs)),
      day: figuresOf(windows.day, idealTimes.day),
      shift: windows.shift === undefined ? undefined : figuresOf(windows.shift, idealTimes.shift),
    };
  }

  /** What it is known to have done as of an instant. */
  activityAt(nowMs: number): Activity {
    if (this.sensors === undefined) {
      this.#kept ??= createActivity(this.#plant, this.#production.table(), this.#states.table(), [this.equipment]);
      return this.#kept;
    }
    const { production, equipmentState } = this.sensors.derive(nowMs);
    return createActivity(this.#plant, this.#production.table(production), this.#states.table(equipmentState), [
      this.equipment,
    ]);
  }
}

function isProduction(fact: ReportedFact<ReportedKind>): fact is ReportedFact<'production'> {
  return fact.kind === 'production';
}
