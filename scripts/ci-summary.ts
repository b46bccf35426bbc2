/**
 * Merges the coverage of both test runs, holds it to its thresholds, and ends with the one line CI reads:
 * `N passed, N failed, N skipped`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Lines covered, percent: of everything, and of the module that must lose nothing. */
const thresholds = [
  { name: 'all', folder: 'src', percent: 90 },
  { name: 'ingest', folder: join('src', 'ingest'), percent: 100 },
];

interface FileCoverage {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
}

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

const noTests: TestReport = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: false,
};

const root = join(import.meta.dirname, '..');
let failed = false;

/** What a run left behind; a run that left nothing has failed, and counts as nothing. */
function read<T>(path: string, nothing: T): T {
  if (existsSync(join(root, path))) return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
  console.log(`${path} is missing: that run did not end.`);
  failed = true;
  return nothing;
}

const lines = mergeLines(
  ['unit', 'peers'].map((run) => read<Record<string, FileCoverage>>(`coverage/${run}/coverage-final.json`, {})),
);
for (const { name, folder, percent } of thresholds) {
  const { covered, total, missing } = measure(lines, folder);
  const reached = total === 0 ? 0 : (100 * covered) / total;
  const ok = reached >= percent;
  failed ||= !ok;
  console.log(
    `coverage ${name}: ${reached.toFixed(2)} % of ${total} lines (at least ${percent} %)${ok ? '' : ' FAILED'}`,
  );
  if (!ok) for (const place of missing.slice(0, 40)) console.log(`  not covered: ${place}`);
}

const reports = ['results', 'peers'].map((name) => read<TestReport>(`test-results/${name}.json`, noTests));
const sum = (key: keyof TestReport) => reports.reduce((total, report) => total + Number(report[key]), 0);
failed ||= reports.some((report) => !report.success);
console.log(
  `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests') + sum('numTodoTests')} skipped`,
);
process.exitCode = failed ? 1 : 0;

/** Hits by file and line: a line is covered where any statement that starts on it ran in any run. */
function mergeLines(runs: readonly Readonly<Record<string, FileCoverage>>[]): Map<string, Map<number, number>> {
  const merged = new Map<string, Map<number, number>>();
  for (const run of runs)
    for (const { path, statementMap, s } of Object.values(run)) {
      const file = relative(root, path);
      const hits = merged.get(file) ?? new Map<number, number>();
      merged.set(file, hits);
      for (const [id, { start }] of Object.entries(statementMap))
        hits.set(start.line, (hits.get(start.line) ?? 0) + (s[id] ?? 0));
    }
  return merged;
}

function measure(all: ReadonlyMap<string, ReadonlyMap<number, number>>, folder: string) {
  let covered = 0;
  let total = 0;
  const missing: string[] = [];
  for (const [file, hits] of all) {
    if (!file.startsWith(folder + sep)) continue;
    for (const [line, count] of hits) {
      total++;
      if (count > 0) covered++;
      else missing.push(`${file}:${line}`);
    }
  }
  return { covered, total, missing };
}
