/** A document of which a person is forgotten: as the report would have been, had nobody known who stood behind the token. */

/**
 * Takes the person's label out of every list of people; how many there were stays. Nothing else is touched: a machine may
 * be called like a person.
 *
 * @returns undefined where the person is not in it
 */
export function forgetPerson(document: Uint8Array, isPerson: (label: string) => boolean): Uint8Array | undefined {
  let count = 0;
  const written: unknown = JSON.parse(new TextDecoder().decode(document), (_, value: unknown) => {
    if (!isPeople(value)) return value;
    const labels = value.labels.filter((label) => !isPerson(label));
    count += value.labels.length - labels.length;
    return { ...value, labels };
  });
  return count === 0 ? undefined : writeDocument(written);
}

/** The bytes of a document, as they lie in the archive. */
export function writeDocument(document: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}

/** See `WrittenPeople`. */
function isPeople(value: unknown): value is { readonly labels: readonly string[]; readonly count: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'labels' in value &&
    Array.isArray(value.labels) &&
    value.labels.every((label) => typeof label === 'string') &&
    'count' in value &&
    typeof value.count === 'number'
  );
}
