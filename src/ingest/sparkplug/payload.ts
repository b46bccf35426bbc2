/** A Sparkplug message as it stands on the wire: values are not yet what their data type makes of them. */
import type { Uint64 } from './wire-reader.ts';

export interface SparkplugPayload {
  /** UTC epoch ms. */
  readonly timestamp: Uint64 | undefined;
  readonly metrics: readonly Metric[];
  /** 0 to 255; absent in deaths of nodes and in commands. */
  readonly sequence: number | undefined;
  readonly uuid: string | undefined;
  readonly body: Uint8Array | undefined;
}

export interface Metric {
  readonly name: string | undefined;
  readonly alias: Uint64 | undefined;
  readonly timestamp: Uint64 | undefined;
  /** Index into `dataTypes`; absent where it is that of the birth. */
  readonly dataType: number | undefined;
  readonly isHistorical: boolean;
  readonly isTransient: boolean;
  readonly isNull: boolean;
  readonly metadata: MetricMetadata | undefined;
  readonly properties: PropertySet | undefined;
  readonly value: WireValue;
}

/** Which value field of a message was set, by its name in the definition, and what it holds. */
export type WireValue =
  | { readonly field: 'none' | 'extension' }
  | { readonly field: 'int' | 'float' | 'double'; readonly value: number }
  | { readonly field: 'long'; readonly value: Uint64 }
  | { readonly field: 'boolean'; readonly value: boolean }
  | { readonly field: 'string'; readonly value: string }
  | { readonly field: 'bytes'; readonly value: Uint8Array }
  | { readonly field: 'dataset'; readonly value: DataSet }
  | { readonly field: 'template'; readonly value: Template }
  | { readonly field: 'propertyset'; readonly value: PropertySet }
  | { readonly field: 'propertysets'; readonly value: readonly PropertySet[] };

export interface MetricMetadata {
  readonly isMultiPart: boolean | undefined;
  readonly contentType: string | undefined;
  readonly sizeBytes: Uint64 | undefined;
  readonly sequence: Uint64 | undefined;
  readonly fileName: string | undefined;
  readonly fileType: string | undefined;
  readonly md5: string | undefined;
  readonly description: string | undefined;
}

/** Keys and values belong together by their place. */
export interface PropertySet {
  readonly keys: readonly string[];
  readonly values: readonly PropertyValue[];
}

export interface PropertyValue {
  readonly dataType: number | undefined;
  readonly isNull: boolean;
  readonly value: WireValue;
}

export interface DataSet {
  readonly columnCount: Uint64 | undefined;
  readonly columns: readonly string[];
  readonly types: readonly number[];
  readonly rows: readonly (readonly WireValue[])[];
}

export interface Template {
  readonly version: string | undefined;
  readonly metrics: readonly Metric[];
  readonly parameters: readonly TemplateParameter[];
  readonly templateRef: string | undefined;
  readonly isDefinition: boolean;
}

export interface TemplateParameter {
  readonly name: string | undefined;
  readonly dataType: number | undefined;
  readonly value: WireValue;
}

export const noValue: WireValue = { field: 'none' };
