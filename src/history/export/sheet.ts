/** Rows on their way out: columns as gemba has them, and how each is to be said. */
import type { FactKind, TextColumn } from '../../model/index.ts';
import type { StoredFacts } from '../port.ts';
import type { AnswerColumn, AnswerColumns, QueryTable } from '../queries/table.ts';
import { listFactColumns, type OutsideColumn, outsideInstants } from './fact-columns.ts';

export interface Sheet {
  readonly length: number;
  readonly outside: readonly OutsideColumn[];
  /** What `outside` is said from. */
  readonly columns: Readonly<Record<string, TextColumn | Float64Array>>;
}

export function sheetOfFacts<K extends FactKind>(facts: StoredFacts<K>): Sheet {
  return {
    length: facts.length,
    outside: listFactColumns(facts.kind),
    columns: {
      ...(facts.columns as Readonly<Record<string, TextColumn | Float64Array>>),
      revision: Float64Array.from(facts.versions),
    },
  };
}

export function sheetOfAnswer<Columns>({ length, columns }: QueryTable<Columns>): Sheet {
  const answers = Object.entries(columns as AnswerColumns);
  return {
    length,
    outside: answers.flatMap(([name, column]) => outsideAnswer(name, column)),
    columns: Object.fromEntries(
      answers.map(([name, column]) => [name, column.type === 'text' ? column : column.values]),
    ),
  };
}

function outsideAnswer(name: string, column: AnswerColumn): readonly OutsideColumn[] {
  switch (column.type) {
    case 'text':
      return [{ name, type: 'VARCHAR', from: name, as: 'text' }];
    case 'instant':
      return outsideInstants(name);
    case 'flag':
      return [{ name, type: 'BOOLEAN', from: name, as: 'flag' }];
    case 'number':
      return [{ name, type: 'DOUBLE', from: name, as: 'number' }];
  }
}
