import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** `--mode peers` runs the tests with real servers and programs, which `.ci/run` installs. */
const config: (env: { mode: string }) => ViteUserConfig = ({ mode }) => {
  const peers = mode === 'peers';
  return defineConfig({
    // Tests import gemba's modules by their public names; this condition of `exports` leads to the sources.
    resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] },
    ssr: { resolve: { conditions: ['gemba-source', 'node', 'import', 'default'] } },
    test: {
      include: peers ? ['test/**/*.peers.ts'] : ['test/**/*.test.ts'],
      reporters: ['default', 'json'],
      outputFile: { json: peers ? 'test-results/peers.json' : 'test-results/results.json' },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
      coverage: {
        provider: 'v8',
        reportOnFailure: true,
        include: ['src/**/*.ts'],
        reporter: ['text-summary', 'json', 'lcov'],
        reportsDirectory: peers ? 'coverage/peers' : 'coverage/unit',
      },
    },
  });
};

export default config;
