/** The first rows of a CSV export, read without a plant file: what a draft of one is made from. */
import { basename } from 'node:path';
import { DataFile } from './data-file.ts';

export interface CsvSample {
  readonly columns: readonly string[];
  /** Rows as text; those that are broken, or have other fields than the header, are left out. */
  readonly rows: readonly (readonly string[])[];
  /** The one of `,` `;` tab `|` that the header has most of. */
  readonly delimiter: string;
}

const delimiters = [',', ';', '\t', '|'];

/**
 * Reads the header and at most so many rows.
 *
 * @throws GembaError `data-file-missing`, `data-file-unreadable`, `data-file-header`
 */
export async function readCsvSample(path: string, options: { readonly rows: number }): Promise<CsvSample> {
  const file = (await DataFile.open({ name: path, path, baseName: basename(path), isNamed: true })) as DataFile;
  try {
    const delimiter = await guessDelimiter(file);
    const { window, reader } = await file.openCsv({ delimiter });
    const rows: string[][] = [];
    for (;;) {
      while (rows.length < options.rows && reader.next())
        if (reader.problem === undefined)
          rows.push(
            reader.fields.map((_, i) =>
              window.bytes.toString('utf8', reader.starts[i] as number, reader.ends[i] as number),
            ),
          );
      if (window.ended || rows.length >= options.rows) return { columns: reader.fields, rows, delimiter };
      await file.fill(window);
    }
  } finally {
    await file.close();
  }
}

async function guessDelimiter(file: DataFile): Promise<string> {
  const [line = ''] = (await file.readHead(65_536)).toString('utf8').split('\n', 1);
  const counts = delimiters.map((mark) => line.split(mark).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}
