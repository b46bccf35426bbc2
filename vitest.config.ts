import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * What `vitest run` takes, by `--mode`: `peers`, the tests with real servers and programs, which `.ci/run` installs;
 * `statistical`, long runs of numbers against closed forms, which counting every branch would slow down tenfold; else all
 * others.
 */
const runs: Readonly<Record<string, { readonly files: string; readonly results: string }>> = {
  peers: { files: 'test/**/*.peers.ts', results: 'peers' },
  statistical: { files: 'test/**/*.statistical.ts', results: 'statistical' },
  test: { files: 'test/**/*.test.ts', results: 'results' },
};

const config: (env: { mode: string }) => ViteUserConfig = ({ mode }) => {
  const { files, results } = runs[mode] ?? (runs['test'] as (typeof runs)[string]);
  return defineConfig({
    // Tests import gemba's modules by their public names; this condition of `exports` leads to the sources.
    resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] },
    ssr: { resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] } },
    test: {
      include: [files],
      reporters: ['default', 'json'],
      outputFile: { json: `test-results/${results}.json` },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
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
