/**
 * Merges the coverage of the test runs, holds it to its thresholds, and ends with the one line CI reads:
 * `N passed, N failed, N skipped`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What is covered, percent: of everything, and of the module that must lose nothing. */
const thresholds = [
  { name: 'all', of: 'lines', folder: 'src', percent: 90 },
  { name: 'ingest', of: 'lines', folder: join('src', 'ingest'), percent: 100 },
  { name: 'ingest', of: 'branches', folder: join('src', 'ingest'), percent: 100 },
] as const;

interface Place {
  readonly line: number;
  readonly column: number;
}

interface FileCoverage {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, { readonly start: Place }>>;
  readonly s: Readonly<Record<string, number>>;
  readonly branchMap: Readonly<Record<string, { readonly loc: { readonly start: Place } }>>;
  readonly b: Readonly<Record<string, readonly number[]>>;
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

const runs = ['unit', 'peers'].map((run) =>
  read<Record<string, FileCoverage>>(`coverage/${run}/coverage-final.json`, {}),
);
const hits = { lines: merge(runs, listLines), branches: merge(runs, listBranches) };
for (const { name, of, folder, percent } of thresholds) {
  const { covered, total, missing } = measure(hits[of], folder);
  const reached = total === 0 ? 0 : (100 * covered) / total;
  const ok = reached >= percent;
  failed ||= !ok;
  console.log(
    `coverage ${name}: ${reached.toFixed(2)} % of ${total} ${of} (at least ${percent} %)${ok ? '' : ' FAILED'}`,
  );
  if (!ok) for (const place of missing.slice(0, 40)) console.log(`  not covered: ${place}`);
}

const reports = ['results', 'statistical', 'peers'].map((name) =>
  read<TestReport>(`test-results/${name}.json`, noTests),
);
const sum = (key: keyof TestReport) => reports.reduce((total, report) => total + Number(report[key]), 0);
failed ||= reports.some((report) => !report.success);
console.log(
  `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests') + sum('numTodoTests')} skipped`,
);
process.exitCode = failed ? 1 : 0;

/** Hits by place: one is covered where any run came by it. */
function merge(
  all: readonly Readonly<Record<string, FileCoverage>>[],
  list: (coverage: FileCoverage) => readonly (readonly [place: string, count: number])[],
): Map<string, Map<string, number>> {
  const merged = new Map<string, Map<string, number>>();
  for (const run of all)
    for (const coverage of Object.values(run)) {
      const file = relative(root, coverage.path);
      const counts = merged.get(file) ?? new Map<string, number>();
      merged.set(file, counts);
      for (const [place, count] of list(coverage)) counts.set(place, (counts.get(place) ?? 0) + count);
    }
  return merged;
}

/** A line is covered where any statement that starts on it ran. */
function listLines({ statementMap, s }: FileCoverage): (readonly [string, number])[] {
  return Object.entries(statementMap).map(([id, { start }]) => [`${start.line}`, s[id] ?? 0]);
}

/** Each way out of a condition: the first, the second and so on. */
function listBranches({ branchMap, b }: FileCoverage): (readonly [string, number])[] {
  return Object.entries(branchMap).flatMap(([id, { loc }]) =>
    (b[id] ?? []).map((count, way) => [`${loc.start.line}:${loc.start.column} way ${way + 1}`, count] as const),
  );
}

function measure(all: ReadonlyMap<string, ReadonlyMap<string, number>>, folder: string) {
  let covered = 0;
  let total = 0;
  const missing: string[] = [];
  for (const [file, counts] of all) {
    if (!file.startsWith(folder + sep)) continue;
    for (const [place, count] of counts) {
      total++;
      if (count > 0) covered++;
      else missing.push(`${file}:${place}`);
    }
  }
  return { covered, total, missing };
}
