/**
 * Two PDFs of the same page differ only in their dates and in where a browser's count of elements stood when it began;
 * with both set, the same HTML is the same bytes.
 */

const dateEntry = /\/(CreationDate|ModDate) \(D:\d{14}[^)]*\)/g;

/** Ids of elements in the tag tree: a browser that has printed before counts on. */
const elementId = /\(node(\d{8})\)/g;

/**
 * Sets the creation and modification dates of a PDF and counts its element ids from 1, in their order, byte for byte in
 * place, so that offsets stay true.
 *
 * @param at UTC epoch ms
 * @returns a copy; the same bytes where there is no such date
 */
export function normalisePdf(pdf: Uint8Array, at: number): Uint8Array {
  // Latin-1 maps every byte to one character and back, so the rest of the file is untouched.
  const text = Buffer.from(pdf).toString('latin1');
  const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  const dated = text.replace(dateEntry, (entry, key: string) => {
    const value = `/${key} (D:${stamp}+00'00')`;
    return value.length === entry.length ? value : entry.replace(/D:\d{14}/, `D:${stamp}`);
  });
  return new Uint8Array(Buffer.from(countFromOne(dated), 'latin1'));
}

function countFromOne(text: string): string {
  const ids = [...new Set(Array.from(text.matchAll(elementId), ([, id]) => id as string))].sort();
  const places = new Map(ids.map((id, i) => [id, String(i + 1).padStart(8, '0')]));
  return text.replace(elementId, (_entry, id: string) => `(node${places.get(id)})`);
}
