/** Values of a column at places, in their order. A plain loop: `from` with a function costs ten times as much. */
export function gather<Column extends Float64Array | Uint32Array>(column: Column, places: Uint32Array): Column {
  const out = (
    column instanceof Float64Array ? new Float64Array(places.length) : new Uint32Array(places.length)
  ) as Column;
  for (let i = 0; i < places.length; i++) out[i] = column[places[i] as number] as number;
  return out;
}
