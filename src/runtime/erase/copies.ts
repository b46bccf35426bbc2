/** A report that names the person, before and after. */
import type { ReportManifest } from '../../reports/index.ts';
import type { ReplacedFile } from '../../state/index.ts';

export interface ReportCopies {
  readonly number: number;
  readonly before: ReportManifest;
  readonly manifest: ReportManifest;
  /** What is removed from the archive, with what stands for it now. */
  readonly files: readonly ReplacedFile[];
  /** To be put into the archive. */
  readonly added: readonly Uint8Array[];
}
