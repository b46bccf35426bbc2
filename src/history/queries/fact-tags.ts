/** Which tags are joined with which facts. */
import type { Plant, Tag } from '../../model/index.ts';
import { textAt } from '../../model/index.ts';
import { type TagColumns, tagColumns } from './as-of-rows.ts';
import { type IntervalChoice, type IntervalColumns, queryIntervals } from './intervals.ts';
import { checkRowCount } from './limits.ts';
import { chooseTags, type Names } from './names.ts';
import { pickRows } from './pick-rows.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryTable } from './table.ts';

export interface FactTagsQuery extends IntervalChoice {
  /** Tag ids; default: all tags of the equipment. */
  readonly tags?: Names;
  /**
   * Whose facts: of these and of what is below them, each with every tag. Default: each tag with the facts of its own
   * equipment and of what is below that.
   */
  readonly equipment?: Names;
}

/** Rows of facts and tags, by fact. */
export interface FactTagRows {
  readonly tags: readonly Tag[];
  readonly length: number;
  /** Of each row. */
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Rows of each tag, in the order of the facts' begins. */
  readonly rowsOf: readonly Uint32Array[];
  readonly columns: IntervalColumns & TagColumns;
}

export async function pairFactsWithTags(context: QueryContext, query: FactTagsQuery): Promise<FactTagRows> {
  const { plant } = context;
  const tags = chooseTags(plant, query);
  const facts = await queryIntervals(context, { ...query, equipment: query.equipment ?? equipmentOf(tags) });
  const unitsOf = tags.map((tag) => (query.equipment === undefined ? unitsBelow(plant, tag) : undefined));
  const [factOf, tagOf]: [number[], number[]] = [[], []];
  for (let fact = 0; fact < facts.length; fact++) {
    const equipment = textAt(facts.columns.equipment, fact);
    for (let tag = 0; tag < tags.length; tag++) {
      if (unitsOf[tag]?.has(equipment) === false) continue;
      factOf.push(fact);
      tagOf.push(tag);
    }
    checkRowCount(factOf.length);
  }
  const { columns } = pickRows(facts, Uint32Array.from(factOf)) satisfies QueryTable<IntervalColumns>;
  return {
    tags,
    length: factOf.length,
    startAt: columns.startAt.values,
    endAt: columns.endAt.values,
    rowsOf: rowsByTag(tagOf, tags.length),
    columns: { ...columns, ...tagColumns(tags, (row) => tagOf[row] as number, factOf.length) },
  };
}

function equipmentOf(tags: readonly Tag[]): readonly string[] {
  return [...new Set(tags.map(({ equipment }) => equipment))];
}

function unitsBelow(plant: Plant, { equipment }: Tag): ReadonlySet<string> {
  return new Set(plant.equipment.listBelow(equipment).map(({ id }) => id));
}

function rowsByTag(tagOf: readonly number[], tagCount: number): readonly Uint32Array[] {
  const rows = Array.from({ length: tagCount }, (): number[] => []);
  tagOf.forEach((tag, row) => {
    rows[tag]?.push(row);
  });
  return rows.map((own) => Uint32Array.from(own));
}
