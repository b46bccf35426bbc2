/** What the data type makes of a value on the wire. */
import { arrayElementsMax, isArrayType, parseArray, type ScalarValue } from './array-value.ts';
import { type DataType, findDataType } from './data-types.ts';
import { isIntegerType, parseInteger } from './integer-value.ts';
import type { DataSet, PropertySet, Template, WireValue } from './payload.ts';

export type MetricValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'scalar'; readonly value: ScalarValue }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly values: readonly ScalarValue[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly CellValue[])[] }
  | { readonly kind: 'template'; readonly template: Template }
  /** There is no value, and nothing says that it is null. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly expected: string };

/** A cell that has no value is null. */
export type CellValue = ScalarValue | null;

const nullValue: MetricValue = { kind: 'null' };
const missingValue: MetricValue = { kind: 'missing' };

/**
 * Reads a value as its data type says. Whole numbers beyond 2^53 are `bigint`; a DateTime is UTC epoch ms; a Float has
 * exactly the value of its 32 bits.
 *
 * @example
 * parseValue({ field: 'int', value: 255 }, 1, false); // { kind: 'scalar', value: -1 }: an Int8
 */
export function parseValue(wire: WireValue, dataType: number | undefined, isNull: boolean): MetricValue {
  if (isNull) return nullValue;
  if (wire.field === 'none') return missingValue;
  const type = dataType === undefined ? undefined : findDataType(dataType);
  if (type === undefined) return { kind: 'wrong', expected: 'a data type of Sparkplug 3.0' };
  return parseKnown(wire, type);
}

function parseKnown(wire: WireValue, type: DataType): MetricValue {
  if (isIntegerType(type)) {
    const value = parseInteger(type, wire);
    return value === undefined ? wrong(type) : { kind: 'scalar', value };
  }
  switch (type) {
    case 'Float':
    case 'Double':
      return wire.field === 'float' || wire.field === 'double' ? { kind: 'scalar', value: wire.value } : wrong(type);
    case 'Boolean':
      return wire.field === 'boolean' ? { kind: 'scalar', value: wire.value } : wrong(type);
    case 'String':
    case 'Text':
    case 'UUID':
      return wire.field === 'string' ? { kind: 'scalar', value: wire.value } : wrong(type);
    case 'Bytes':
    case 'File':
      return wire.field === 'bytes' ? { kind: 'bytes', value: wire.value } : wrong(type);
    case 'DataSet':
      return wire.field === 'dataset' ? parseTable(wire.value) : wrong(type);
    case 'Template':
      return wire.field === 'template' ? { kind: 'template', template: wire.value } : wrong(type);
    default:
      return wire.field === 'bytes' && isArrayType(type) ? parseList(type, wire.value) : wrong(type);
  }
}

function parseList(type: DataType, bytes: Uint8Array): MetricValue {
  const values = parseArray(type, bytes);
  if (values !== undefined) return { kind: 'list', values };
  return { kind: 'wrong', expected: `the bytes of a ${type} of at most ${arrayElementsMax} elements` };
}

/** Columns, types and cells must be as many as each other: a table that is shifted is wrong in every cell. */
function parseTable({ columnCount, columns, types, rows }: DataSet): MetricValue {
  const count = columns.length;
  if (types.length !== count || Number(columnCount ?? count) !== count || rows.some((row) => row.length !== count)) {
    return { kind: 'wrong', expected: 'a DataSet with as many types, and cells in each row, as columns' };
  }
  const table: CellValue[][] = [];
  for (const row of rows) {
    const cells: CellValue[] = [];
    for (const [i, cell] of row.entries()) {
      const value = parseValue(cell, types[i], false);
      if (value.kind === 'scalar') cells.push(value.value);
      else if (value.kind === 'missing') cells.push(null);
      else return { kind: 'wrong', expected: `cells of column ${columns[i]} of its type` };
    }
    table.push(cells);
  }
  return { kind: 'table', columns, rows: table };
}

/** A property by its name, whatever its case: `Quality` is written `quality` by some. Undefined where it has none. */
export function findProperty(properties: PropertySet, name: string): ScalarValue | undefined {
  const index = properties.keys.findIndex((key) => key.toLowerCase() === name.toLowerCase());
  const property = properties.values[index];
  if (property === undefined) return undefined;
  const value = parseValue(property.value, property.dataType, property.isNull);
  return value.kind === 'scalar' ? value.value : undefined;
}

function wrong(type: DataType): MetricValue {
  return { kind: 'wrong', expected: `a value of ${type}` };
}
