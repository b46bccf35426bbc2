import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * What `vitest run` takes, by `--mode`: `peers`, the tests with real servers and programs, which `.ci/run` installs;
 * `statistical`, long runs of numbers, which counting every branch would slow down two to tenfold, and those of
 * `uncounted`; else all others.
 */
const runs: Readonly<Record<string, { readonly files: string; readonly results: string }>> = {
  peers: { files: '**/*.peers.ts', results: 'peers' },
  statistical: { files: '**/*.statistical.ts', results: 'statistical' },
  test: { files: '**/*.test.ts', results: 'results' },
};

/**
 * Tests of what only calculates: their files share a process and the modules in it, as loading those takes longer than
 * most of them take. Modules keep no state but what they work out once. A test that changes its process (environment,
 * zone, signals) belongs elsewhere, and so does one that works on a lot of memory for long: in a process that has run
 * much else before, it is several times slower.
 */
const calculating = [
  'analytics',
  'history/queries',
  'model',
  'reports/charts',
  'reports/roles',
  'reports/tables',
  'state',
  'stats',
  'time',
];

/** Tests of what others count already, which are long without counting: kills, models, browsers, many days, the package. */
const uncounted = [
  'cli/{report,stand-by}',
  'distribution/crash',
  'docs/{examples,layers}',
  'history/{conformance,conformance-merging,damage,full-disk-beside,kill,large-merge,misuse,model,readers,rollup-damage}',
  'history/retention/{kill,property,rollups}',
  'history/rollups/{interleaved,kept,kill}',
  'history/verify/{beside,damage,differs,rebuild}',
  'migrations/history',
  'package/packed',
  'reports/{accessible,html,pdf,pdf-pool,roles-pdf}',
  'reports/roles/{every-day,money}',
  'runtime/{chain,kill,loaded-demo,reopened,revisions,run-kill,stand-by,verify-report}',
  'runtime/backup/{consistent-point,cut-off}',
  'simulation/{flow,plant}',
].map((path) => `test/${path}.test.ts`);

const config: (env: { mode: string }) => ViteUserConfig = ({ mode }) => {
  const { files, results } = runs[mode] ?? (runs['test'] as (typeof runs)[string]);
  const isCounted = files === runs['test']?.files;
  const more = mode === 'statistical' ? uncounted : [];
  const without = isCounted ? uncounted : [];
  return defineConfig({
    // Tests import gemba's modules by their public names; this condition of `exports` leads to the sources.
    resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] },
    ssr: { resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] } },
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: 'shared-process',
            include: [`test/{${calculating.join()}}/${files}`],
            exclude: without,
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: 'own-process',
            include: [`test/${files}`, ...more],
            exclude: [`test/{${calculating.join()}}/${files}`, ...without],
            globalSetup: 'test/support/shared-folder.ts',
          },
        },
      ],
      reporters: ['default', 'json'],
      outputFile: { json: `test-results/${results}.json` },
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // More than a small machine has cores: many tests wait for other processes, most of the long ones.
      maxWorkers: mode === 'statistical' ? 4 : 3,
      sequence: { sequencer: LongestFirst },
      // What a process of the tests starts from the sources (programs, and the child in which history is written) finds them compiled.
      env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/gemba-tests') },
      coverage: {
        provider: 'v8',
        reportOnFailure: true,
        include: ['src/**/*.ts'],
        reporter: ['text-summary', 'json', 'lcov'],
        reportsDirectory: mode === 'peers' ? 'coverage/peers' : 'coverage/unit',
      },
    },
  });
};

export default config;
