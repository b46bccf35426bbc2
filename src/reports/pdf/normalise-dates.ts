/** Two PDFs of the same page differ only in their dates; with those set, the same HTML is the same bytes. */

const dateEntry = /\/(CreationDate|ModDate) \(D:\d{14}[^)]*\)/g;

/**
 * Sets the creation and modification dates of a PDF, byte for byte in place, so that offsets stay true.
 *
 * @param at UTC epoch ms
 * @returns a copy; the same bytes where there is no such date
 */
export function normalisePdfDates(pdf: Uint8Array, at: number): Uint8Array {
  // Latin-1 maps every byte to one character and back, so the rest of the file is untouched.
  const text = Buffer.from(pdf).toString('latin1');
  const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  const dated = text.replace(dateEntry, (entry, key: string) => {
    const value = `/${key} (D:${stamp}+00'00')`;
    return value.length === entry.length ? value : entry.replace(/D:\d{14}/, `D:${stamp}`);
  });
  return new Uint8Array(Buffer.from(dated, 'latin1'));
}
