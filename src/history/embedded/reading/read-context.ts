/** What reading one committed state takes. */
import type { DuckDBInstance } from '@duckdb/node-api';
import type { FactKind } from '../../../model/index.ts';
import type { FactQuery, StoredFacts } from '../../port.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import type { NamedFile } from '../verification.ts';
import type { FileStatistics } from './file-statistics.ts';

export interface ReadContext {
  /** Folder of the store. */
  readonly dir: string;
  readonly state: ManifestState;
  /** By which days and shifts are told; without one none are read. */
  readonly calendar: RollupCalendar | undefined;
  readonly statistics: FileStatistics;
  /** Files are named before they are read: throws `history-damaged` where one is not what was committed. */
  open(files: readonly NamedFile[]): Promise<DuckDBInstance>;
  read<K extends FactKind>(query: FactQuery<K>): Promise<StoredFacts<K>>;
}
