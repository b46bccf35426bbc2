/** What the metrics of a message are read by. */
import type { MetricTable, TemplateDefinitions } from './metric-table.ts';

export interface ReadContext {
  readonly table: MetricTable;
  readonly definitions: TemplateDefinitions;
  /** Messages are missing that may have been a birth: what only an alias names is uncertain. */
  readonly isInDoubt: boolean;
  /** The message is the birth that holds from now on: all of its node, or device, is said. */
  readonly isBirth: boolean;
}
