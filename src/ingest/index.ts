export {
  type Encoding,
  type FactByColumn,
  type FactRule,
  type FileMapping,
  type FileSourceConfig,
  fileSourceSchema,
} from './config.ts';
export type { SourceContext } from './context.ts';
export { type CsvSample, readCsvSample } from './csv-sample.ts';
export { createFileSource } from './file-source.ts';
export { type RefusalCode, type RowProblem, refusalCodes } from './refusal-codes.ts';
export { createReplaySource } from './replay-source.ts';
export type { Source, SourceBatch, SourcePosition, SourceStart } from './source.ts';
