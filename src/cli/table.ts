/** Rows as aligned columns, for people; programs use `--json`. */

export interface TableOptions {
  /** Names of columns that are right-aligned although they hold text, such as numbers with their thousands set off. */
  readonly right?: readonly string[];
}

/** Numbers are right-aligned; an empty table is its header alone. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { right = [] }: TableOptions = {},
): string[] {
  const isRight = columns.map(
    (name, i) => right.includes(name) || (rows.length > 0 && rows.every((row) => typeof row[i] === 'number')),
  );
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => String(row[i] ?? '').length)));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, i) => (isRight[i] ? String(cell).padStart(widths[i] ?? 0) : String(cell).padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), ...rows.map(line)];
}
