/** Data types of a Sparkplug metric, by the number that stands in `datatype`. Source: Sparkplug 3.0, 6.4.16. */
export const dataTypes = [
  'Unknown',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
  'PropertySet',
  'PropertySetList',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Int64Array',
  'UInt8Array',
  'UInt16Array',
  'UInt32Array',
  'UInt64Array',
  'FloatArray',
  'DoubleArray',
  'BooleanArray',
  'StringArray',
  'DateTimeArray',
] as const;
export type DataType = (typeof dataTypes)[number];

/** The type of a number; undefined where the specification has none. */
export function findDataType(code: number): DataType | undefined {
  return dataTypes[code];
}

export const booleanType: number = dataTypes.indexOf('Boolean');
export const templateType: number = dataTypes.indexOf('Template');
