/** What a plant file says of the plant itself, as people write it (`PlantInput`) and as parsed (`PlantConfig`). */
import type { LocalDate, ShiftAssignment, ShiftDefinition, WallTime } from '../time/index.ts';
import type { EquipmentLevel, Silence, Staffing, WorkCenterKind } from './equipment.ts';
import type { KpisConfig } from './kpi-settings.ts';
import type { LineConfig } from './lines.ts';
import type { LossClass, NoCause, PersonView, Role } from './plant.ts';
import type { UnitSignalsConfig } from './signals.ts';
import type { TagConfig } from './tag.ts';

/** An ideal time per piece; the most special that fits holds: product and operation, operation, product, neither. */
export interface IdealTimeConfig {
  /** Default: any. */
  readonly operation?: string | undefined;
  /** Default: any. */
  readonly product?: string | undefined;
  readonly secondsPerPiece: number;
}

export interface EquipmentConfig {
  /** Default: made of the name, `Machine 7- Laser Marking` becomes `machine-7-laser-marking`. */
  readonly id?: string | undefined;
  readonly name: string;
  /** Default: `workUnit`, where there are no children. */
  readonly level?: EquipmentLevel | undefined;
  readonly kind?: WorkCenterKind | undefined;
  /** Default: the parent's, at the root `shifts`. */
  readonly staffed?: Staffing | undefined;
  /** Default: the parent's, at the root `idle`. */
  readonly silence?: Silence | undefined;
  /** Names by which sources know it. Default: its name. */
  readonly sourceNames?: readonly string[] | undefined;
  readonly idealTimes?: readonly IdealTimeConfig[] | undefined;
  /** An hour of its machine time, in the currency of `rates`. Default: the parent's, at the root `rates.machineHour`. */
  readonly machineHourRate?: number | undefined;
  /** Of a work unit: its state, pieces and order by its own sensors. Default: only what is reported. */
  readonly signals?: UnitSignalsConfig | undefined;
  readonly children?: readonly EquipmentConfig[] | undefined;
}

/** The days of a cycle, one list of shifts a day: a name, or a name with the team that works it. */
export interface DayRotationConfig {
  readonly anchor: LocalDate;
  readonly days: readonly (readonly (string | TeamShiftConfig)[])[];
}

export interface TeamShiftConfig {
  readonly shift: string;
  readonly team?: string | undefined;
}

/** A row of letters per crew, such as `DDNN--`; `-` is a day off. */
export interface CrewRotationConfig {
  readonly anchor: LocalDate;
  readonly crews: Readonly<Record<string, string>>;
  readonly letters: Readonly<Record<string, string>>;
}

export interface CalendarExceptionConfig {
  readonly from: LocalDate;
  /** Inclusive; default `from`. */
  readonly to?: LocalDate | undefined;
  readonly name: string;
  /** Shifts instead of the rotation's; none: a holiday. */
  readonly replace?: readonly (string | TeamShiftConfig)[] | undefined;
  readonly cancel?: readonly string[] | undefined;
  /** Overtime: a shift that is declared, or one with times of its own. */
  readonly add?:
    | readonly (TeamShiftConfig & { readonly start?: WallTime | undefined; readonly end?: WallTime | undefined })[]
    | undefined;
}

export interface CalendarConfig {
  readonly shifts: readonly ShiftDefinitionConfig[];
  readonly rotation: DayRotationConfig | CrewRotationConfig;
  readonly exceptions?: readonly CalendarExceptionConfig[] | undefined;
}

export interface ShiftDefinitionConfig extends Omit<ShiftDefinition, 'breaks'> {
  readonly breaks?: ShiftDefinition['breaks'] | undefined;
}

export interface PlannedStopConfig {
  /** Equipment id; everything below it stops too. */
  readonly equipment: string;
  /** Local date and time, or a date: the start of that production day. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly name: string;
  /** Code of a planned reason. Default: none. */
  readonly reason?: string | undefined;
}

export interface StopReasonConfig {
  readonly code: string;
  readonly name: string;
  /** Default: the parent's, at the root false. */
  readonly planned?: boolean | undefined;
  /** Default: the parent's, at the root `planned` where planned, else `other`. */
  readonly lossClass?: LossClass | undefined;
  /** Default: the parent's, at the root the name. */
  readonly category?: string | undefined;
  /** Default: the parent's, at the root the cause of the stop. */
  readonly tells?: NoCause | undefined;
  readonly children?: readonly StopReasonConfig[] | undefined;
}

export interface DefectConfig {
  readonly code: string;
  readonly name: string;
  /** Default: the parent's, at the root the name. */
  readonly category?: string | undefined;
  readonly children?: readonly DefectConfig[] | undefined;
}

export interface AudienceConfig {
  readonly id: string;
  readonly role: Role;
  /** Default: the plant's. */
  readonly language?: string | undefined;
  /** Default: `none`. */
  readonly persons?: PersonView | undefined;
  readonly recipients?: readonly string[] | undefined;
}

/** What time and pieces cost the plant. */
export interface RatesConfig {
  /** ISO 4217. */
  readonly currency: string;
  readonly machineHour: number;
  /** By product. Default: none is known. */
  readonly pieceValues?: Readonly<Record<string, number>> | undefined;
}

/** The plant part of a plant file, parsed: defaults of the first level filled in. */
export interface PlantConfig {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly dayStart: WallTime;
  readonly language: string;
  readonly equipment: readonly EquipmentConfig[];
  /** Left out where the tree says it all, so that plant files without it keep their fingerprint. */
  readonly lines?: readonly LineConfig[] | undefined;
  readonly calendar: CalendarConfig;
  readonly plannedStops: readonly PlannedStopConfig[];
  /** Left out where there are none, so that plant files without tags keep their fingerprint. */
  readonly tags?: readonly TagConfig[] | undefined;
  readonly reasons: readonly StopReasonConfig[];
  readonly defects: readonly DefectConfig[];
  readonly finalOperations: readonly string[];
  readonly audiences: readonly AudienceConfig[];
  readonly targets: Readonly<Record<string, number>>;
  /** Default: none, and reports speak of no money. */
  readonly rates?: RatesConfig | undefined;
  /** Left out where the plant sets nothing, so that plant files without it keep their fingerprint. */
  readonly kpis?: KpisConfig | undefined;
}

type Defaulted = 'language' | 'plannedStops' | 'reasons' | 'defects' | 'finalOperations' | 'audiences' | 'targets';

/** The plant part of a plant file, as written. */
export type PlantInput = Omit<PlantConfig, Defaulted> & {
  readonly [Field in Defaulted]?: PlantConfig[Field] | undefined;
};

/** The assignment of a shift, from its short form too. */
export function assignmentOf(written: string | TeamShiftConfig): ShiftAssignment {
  if (typeof written === 'string') return { shift: written };
  return written.team === undefined ? { shift: written.shift } : { shift: written.shift, team: written.team };
}

/** Whether a rotation is written as crew rows; a field set to undefined counts as left out. */
export function isByCrews(rotation: DayRotationConfig | CrewRotationConfig): rotation is CrewRotationConfig {
  return 'crews' in rotation && rotation.crews !== undefined;
}
