/** The value fields that metrics, properties, parameters and cells share, and those that hold more than one value. */
import { type DataSet, noValue, type PropertySet, type PropertyValue, type WireValue } from './payload.ts';
import { type WireReader, wireTypes } from './wire-reader.ts';

/**
 * Reads a scalar value field; `first` is the number of `int_value`, from which the definition counts up: int, long, float,
 * double, boolean, string. Undefined where the field is none of them, or has another wire type: then it is unknown.
 */
export function readScalar(reader: WireReader, first: number): WireValue | undefined {
  const { wireType } = reader;
  switch (reader.field - first) {
    case 0:
      return wireType === wireTypes.varint ? { field: 'int', value: reader.uint32() } : undefined;
    case 1:
      return wireType === wireTypes.varint ? { field: 'long', value: reader.uint64() } : undefined;
    case 2:
      return wireType === wireTypes.fixed32 ? { field: 'float', value: reader.float() } : undefined;
    case 3:
      return wireType === wireTypes.fixed64 ? { field: 'double', value: reader.double() } : undefined;
    case 4:
      return wireType === wireTypes.varint ? { field: 'boolean', value: reader.bool() } : undefined;
    case 5:
      return wireType === wireTypes.bytes ? { field: 'string', value: reader.text() } : undefined;
    default:
      return undefined;
  }
}

/** An extension says that there is a value which only its maker can read. */
export function readExtension(reader: WireReader): WireValue {
  reader.skip();
  return { field: 'extension' };
}

export function decodePropertySet(reader: WireReader): PropertySet {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.wireType !== wireTypes.bytes || reader.field > 2) reader.skip();
    else if (!reader.spend(1)) break;
    else if (reader.field === 1) keys.push(reader.text());
    else values.push(decodePropertyValue(reader));
  }
  reader.leave(outer);
  return { keys, values };
}

function decodePropertyValue(reader: WireReader): PropertyValue {
  let dataType: number | undefined;
  let isNull = false;
  let value = noValue;
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === wireTypes.varint) dataType = reader.uint32();
    else if (field === 2 && wireType === wireTypes.varint) isNull = reader.bool();
    else if (field === 9 && wireType === wireTypes.bytes) {
      value = { field: 'propertyset', value: decodePropertySet(reader) };
    } else if (field === 10 && wireType === wireTypes.bytes) {
      value = { field: 'propertysets', value: decodePropertySetList(reader) };
    } else if (field === 11 && wireType === wireTypes.bytes) value = readExtension(reader);
    else {
      const scalar = readScalar(reader, 3);
      if (scalar === undefined) reader.skip();
      else value = scalar;
    }
  }
  reader.leave(outer);
  return { dataType, isNull, value };
}

function decodePropertySetList(reader: WireReader): readonly PropertySet[] {
  const sets: PropertySet[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field !== 1 || reader.wireType !== wireTypes.bytes) reader.skip();
    else if (reader.spend(1)) sets.push(decodePropertySet(reader));
  }
  reader.leave(outer);
  return sets;
}

export function decodeDataSet(reader: WireReader): DataSet {
  let columnCount: DataSet['columnCount'];
  const columns: string[] = [];
  const types: number[] = [];
  const rows: (readonly WireValue[])[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === wireTypes.varint) columnCount = reader.uint64();
    else if (field === 3 && wireType === wireTypes.varint) types.push(reader.uint32());
    else if (wireType !== wireTypes.bytes || field < 2 || field > 4) reader.skip();
    else if (!reader.spend(1)) break;
    else if (field === 2) columns.push(reader.text());
    else if (field === 3) readPacked(reader, types);
    else rows.push(decodeRow(reader));
  }
  reader.leave(outer);
  return { columnCount, columns, types, rows };
}

/** Numbers of a repeated field may come packed into one; a reader takes both. */
function readPacked(reader: WireReader, numbers: number[]): void {
  const outer = reader.enter();
  while (reader.position < reader.end && reader.spend(1)) numbers.push(reader.uint32());
  reader.leave(outer);
}

function decodeRow(reader: WireReader): readonly WireValue[] {
  const cells: WireValue[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field !== 1 || reader.wireType !== wireTypes.bytes) reader.skip();
    else if (reader.spend(1)) cells.push(decodeCell(reader));
  }
  reader.leave(outer);
  return cells;
}

function decodeCell(reader: WireReader): WireValue {
  let value = noValue;
  const outer = reader.enter();
  while (reader.next()) {
    const isExtension = reader.field === 7 && reader.wireType === wireTypes.bytes;
    const read = isExtension ? readExtension(reader) : readScalar(reader, 1);
    if (read === undefined) reader.skip();
    else value = read;
  }
  reader.leave(outer);
  return value;
}
