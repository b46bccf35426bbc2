/** What of a told batch concerns the figures, by work unit: reported facts, readings of its signals' tags, gaps. */
import type { FreshFacts } from '../ingest/index.ts';
import { type FactTable, type Plant, textAt } from '../model/index.ts';
import { type ReportedFact, type ReportedKind, reportedFactAt } from './held-facts.ts';
import { type SignalReading, signalReadingAt, signalTagsOf } from './signal-reading.ts';

export interface UnitNews {
  readonly reported: ReportedFact[];
  readonly readings: SignalReading[];
  /** Whether a gap may cut its readings. */
  isCut: boolean;
}

export interface FreshBatch {
  readonly source: string;
  readonly order: number;
  /** By place of the unit in plant-file order. */
  readonly units: ReadonlyMap<number, UnitNews>;
  /** Facts of equipment that is no work unit: a correction may have moved them there. */
  readonly elsewhere: readonly ReportedFact[];
  /** Facts and readings in it. */
  readonly size: number;
}

/** Reads batches for the units of a plant. */
export class FreshReader {
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly #unitsOfTag = new Map<string, number[]>();
  readonly #withSignals = new Set<number>();

  constructor({ equipment }: Plant) {
    this.#placeOf = new Map(equipment.workUnits.map(({ id }, place) => [id, place]));
    equipment.workUnits.forEach((unit, place) => {
      for (const tag of signalTagsOf(unit)) {
        this.#withSignals.add(place);
        this.#unitsOfTag.set(tag, [...(this.#unitsOfTag.get(tag) ?? []), place]);
      }
    });
  }

  read({ source, order, facts }: FreshFacts): FreshBatch {
    const units = new Map<number, UnitNews>();
    const newsOf = (place: number): UnitNews => {
      let news = units.get(place);
      if (news === undefined) {
        news = { reported: [], readings: [], isCut: false };
        units.set(place, news);
      }
      return news;
    };
    const elsewhere: ReportedFact[] = [];
    for (const table of facts) {
      if (table.kind === 'production' || table.kind === 'equipmentState')
        for (const { place, fact } of this.#reportedIn(table as FactTable<ReportedKind>)) {
          if (place === undefined) elsewhere.push(fact);
          else newsOf(place).reported.push(fact);
        }
      else if (table.kind === 'reading')
        for (const { places, reading } of this.#readingsIn(table))
          for (const place of places) newsOf(place).readings.push(reading);
      else if (table.kind === 'gap') for (const place of this.#cutBy(table)) newsOf(place).isCut = true;
    }
    let size = elsewhere.length;
    for (const { reported, readings } of units.values()) size += reported.length + readings.length;
    return { source, order, units, elsewhere, size };
  }

  *#reportedIn(
    table: FactTable<ReportedKind>,
  ): Generator<{ readonly place: number | undefined; readonly fact: ReportedFact }> {
    const { dictionary, codes } = table.columns.equipment;
    const placeOfCode = dictionary.map((id) => this.#placeOf.get(id));
    for (let i = 0; i < table.length; i++)
      yield { place: placeOfCode[codes[i] as number], fact: reportedFactAt(table, i) };
  }

  *#readingsIn(
    table: FactTable<'reading'>,
  ): Generator<{ readonly places: readonly number[]; readonly reading: SignalReading }> {
    const { dictionary, codes } = table.columns.tag;
    const placesOfCode = dictionary.map((id) => this.#unitsOfTag.get(id));
    if (placesOfCode.every((places) => places === undefined)) return;
    for (let i = 0; i < table.length; i++) {
      const places = placesOfCode[codes[i] as number];
      if (places !== undefined) yield { places, reading: signalReadingAt(table, i) };
    }
  }

  *#cutBy({ columns, length }: FactTable<'gap'>): Generator<number> {
    for (let i = 0; i < length; i++) {
      const tag = textAt(columns.tag, i);
      yield* tag === '' ? this.#withSignals : (this.#unitsOfTag.get(tag) ?? []);
    }
  }
}
