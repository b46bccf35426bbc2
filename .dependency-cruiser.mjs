/** The layers of the house: a module imports only from layers above its own line, and only through `index.ts`. */
const layers = [
  ['time', 'stats'],
  ['model'],
  ['analytics', 'simulation'],
  ['ingest', 'history', 'state', 'backup'],
  ['monitor', 'rca', 'allocation', 'fleet'],
  ['reports', 'distribution'],
  ['runtime'],
  ['testing'],
  ['cli'],
];

/** What a module may not import: itself excepted, everything of its own layer and of the layers below. */
const layerRules = layers.flatMap((layer, at) =>
  layer.map((module) => ({
    name: `layer-${module}`,
    comment: `${module} imports only from the layers above it (docs/architecture.md).`,
    severity: 'error',
    from: { path: `^src/${module}/` },
    to: { path: `^src/(${[...layer.filter((other) => other !== module), ...layers.slice(at + 1).flat()].join('|')})/` },
  })),
);

export default {
  forbidden: [
    ...layerRules.filter((rule) => !rule.to.path.includes('()')),
    {
      name: 'entry-point',
      comment: 'Another module is reached only through its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-modules',
      comment: 'time, stats, model, analytics and simulation do no I/O.',
      severity: 'error',
      from: { path: '^src/(time|stats|model|analytics|simulation)/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
