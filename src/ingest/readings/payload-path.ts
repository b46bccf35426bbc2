/** Values of a payload by dotted paths. */

/** The value at the path; undefined where there is none. Lists have no keys. */
export type ReadPath = (payload: unknown) => unknown;

/** @param path undefined reads nothing */
export function compilePath(path: string | undefined): ReadPath {
  if (path === undefined) return () => undefined;
  const keys = path.split('.');
  if (keys.length === 1) {
    const key = keys[0] as string;
    return (payload) => (isObject(payload) ? payload[key] : undefined);
  }
  return (payload) => {
    let value = payload;
    for (const key of keys) {
      if (!isObject(value)) return undefined;
      value = value[key];
    }
    return value;
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
