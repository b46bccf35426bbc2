/** How large an answer may be. */
import { GembaError } from '../../model/index.ts';

/** Rows of most answers. */
export const rowsMax = 5_000_000;
/** Rows of series, of few columns: as many as can be resampled at once. */
export const seriesRowsMax = 20_000_000;

/** @throws GembaError `usage` for more rows than an answer may have */
export function checkRowCount(count: number, max: number = rowsMax): void {
  if (count > max)
    throw new GembaError(
      'usage',
      `${count} rows are more than the ${max} that an answer may have. Ask for fewer tags or equipment, for longer steps, or for a part of the window at a time.`,
    );
}
