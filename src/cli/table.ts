/** Rows as aligned columns, for people; programs use `--json`. */

/** Numbers are right-aligned; an empty table is its header alone. */
export function formatTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const numeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => String(row[i] ?? '').length)));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, i) => (numeric[i] ? String(cell).padStart(widths[i] ?? 0) : String(cell).padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), ...rows.map(line)];
}
