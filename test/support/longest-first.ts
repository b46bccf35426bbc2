/** The order in which test files run: the longest first, so that none is left to run alone at the end. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of twenty seconds and more, of the project that runs first. In a fresh clone nobody has timed them yet. */
const longest = [
  'test/reports/roles-pdf.test.ts',
  'test/ingest/source-conformance.test.ts',
  'test/history/conformance.test.ts',
  'test/history/conformance-merging.test.ts',
  'test/history/kill.test.ts',
  'test/reports/pdf-pool.test.ts',
  'test/runtime/stand-by.test.ts',
  'test/reports/accessible.test.ts',
  'test/cli/report.test.ts',
  'test/package/packed.test.ts',
  'test/runtime/revisions.test.ts',
  'test/history/model.test.ts',
  'test/reports/pdf.test.ts',
  'test/cli/run.test.ts',
  'test/runtime/run-kill.test.ts',
  'test/runtime/takeover.peers.ts',
  'test/runtime/kill-matrix.peers.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId, project }: TestSpecification): number => {
      const rank = longest.indexOf(relative(project.config.root, moduleId).replaceAll('\\', '/'));
      return rank === -1 ? longest.length : rank;
    };
    // Stable: the others stay as they were, those that share a process last.
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
