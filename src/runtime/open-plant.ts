/** Opens a plant: reads one plant file, opens what it names, and closes it again. Wiring only. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Transport } from '../distribution/index.ts';
import { readSecret } from '../distribution/index.ts';
import {
  type DiskSpace,
  type History,
  openEmbeddedHistory,
  type Queries,
  readDiskSpace,
  type WriterStep,
} from '../history/index.ts';
import {
  type BufferStep,
  createFreshStream,
  type FactBuffer,
  type FreshStream,
  type IngestStep,
  type Source,
  type SourceContext,
} from '../ingest/index.ts';
import { compilePlant, GembaError, type Plant } from '../model/index.ts';
import { type Archive, type Look, loadLook, openArchive } from '../reports/index.ts';
import { openPersonRegistry, openState, type PersonRegistry, type State } from '../state/index.ts';
import { requireRestored } from './backup/restore-marker.ts';
import { type AnyDriver, builtInDrivers } from './drivers.ts';
import { fingerprintOfConfig, fingerprintOfFile } from './fingerprints.ts';
import { requireStoreHere } from './move/store-marks.ts';
import { newestBuffer, openLeasedBuffer, openPlantBuffer } from './plant-buffer.ts';
import { parsePlantFile } from './plant-file/parse.ts';
import { findPlantFile, readPlantFile } from './plant-file/read.ts';
import type { DriverConfig, PlantFile } from './plant-file/schema.ts';
import { type PlantLease, type TakePlantLeaseOptions, takePlantLease } from './plant-lease.ts';
import { openQueries } from './plant-queries.ts';
import { rollupSettingsOf } from './rollup-settings.ts';
import { type DerivedKeys, deriveKeys } from './secrets.ts';

export interface OpenPlantOptions {
  /** Path of the plant file; default: the first of `plantFileNames` in `folder`. */
  readonly config?: string;
  /** A plant file already parsed, instead of one to read; `folder` is then the folder its paths are relative to. */
  readonly file?: PlantFile;
  /** Where to look for it; default: the working directory. */
  readonly folder?: string;
  /** Folder for relative output paths (store, file shares); default: that of the plant file. */
  readonly outDir?: string;
  /** Fields put over those of a transport's config, by its id: a demo's or a test's own server. */
  readonly transports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Wall clock, UTC epoch ms; default: `Date.now`. */
  readonly clock?: () => number;
  /** Random numbers in [0, 1); default: `Math.random`. */
  readonly random?: () => number;
  /** Called at each moment of a fact's way, for tests that end the process there; what it throws fails what is under way. */
  readonly onStep?: (step: PlantStep) => void;
  /** History could not merge its files, as where the disk is full: nothing is lost, it is tried again. Default: nobody is told. */
  readonly onMergeFailed?: (error: unknown) => void;
  /** How much room the disk of a folder has; default: as the system says. */
  readonly readSpace?: (dir: string) => Promise<DiskSpace>;
}

/** Moments of a fact's way, from its receipt to the day the buffer lets go of it. */
export type PlantStep = IngestStep | BufferStep | WriterStep;

/** Which sources, and which files instead of their own. */
export interface SourceRequest {
  readonly ids?: readonly string[] | undefined;
  /** Paths against the working directory; needs a single source that reads files. */
  readonly files?: readonly string[];
  /** Under which they are opened: they connect to nothing once it is lost. Default: none, as to check them. */
  readonly lease?: PlantLease;
}

/** A plant with everything it needs open. Dispose it: `await using plant = await openPlant()`. */
export interface OpenPlant extends AsyncDisposable {
  readonly plant: Plant;
  readonly file: PlantFile;
  /** Absolute path of the plant file. */
  readonly path: string;
  readonly storeDir: string;
  readonly configFingerprint: string;
  /** Of all that the plant file says, what makes no difference to a report too. */
  readonly fileFingerprint: string;
  /** The plant's own templates, colours and logo; undefined for gemba's look. */
  readonly look: Look | undefined;
  readonly keys: DerivedKeys;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly history: History;
  readonly state: State;
  readonly persons: PersonRegistry;
  readonly archive: Archive;
  readonly clock: () => number;
  readonly random: () => number;
  readonly onStep: ((step: PlantStep) => void) | undefined;
  readonly readSpace: (dir: string) => Promise<DiskSpace>;
  /** Names this process in leases and claims. */
  readonly holder: string;
  /** How long its leases last without being renewed. */
  readonly leaseMs: number;
  /** What a source is opened with. */
  readonly sourceContext: SourceContext;
  /** Facts as they are received, while this plant runs (`runPlant`); ends when the plant is disposed. */
  readonly fresh: FreshStream;
  /**
   * Questions to what is committed now: series, states, counts, latest values, gaps, completeness (docs/queries.md). Facts
   * that sensors tell are in it, as in reports.
   *
   * @example const scrap = await (await plant.queries()).counts({ window: '2012-02-29', by: 'defect' })
   */
  queries(): Promise<Queries>;
  /** The sources of the plant file, or those asked for. */
  listSources(request?: SourceRequest): readonly Source[];
  listTransports(): readonly Transport[];
  /**
   * Takes the lease of the plant, which whoever runs it or loads into it has.
   *
   * @throws GembaError `lease-held`, naming the holder; `restore-unfinished`
   */
  takeLease(options?: Omit<TakePlantLeaseOptions, 'fencingSeen'>): Promise<PlantLease>;
  /**
   * Opens the buffer, under a lease that was taken before; without one it takes the lease for as long as it is open.
   *
   * @throws GembaError `lease-held`, naming the holder; `lease-lost` where another process has taken over
   */
  openBuffer(lease?: PlantLease): Promise<FactBuffer>;
}

/**
 * Opens a plant.
 *
 * @throws GembaError `plant-file-missing`, `plant-file-unreadable`, `plant-file-invalid`, `secret-missing`,
 * `template-invalid`, `restore-unfinished`, `store-moved`
 * @example
 * await using plant = await openPlant({ config: 'gemba.config.ts' });
 * await loadSources(plant);
 */
export async function openPlant(options: OpenPlantOptions = {}): Promise<OpenPlant> {
  const env = options.env ?? process.env;
  const clock = options.clock ?? Date.now;
  const random = options.random ?? Math.random;
  const readSpace = options.readSpace ?? readDiskSpace;
  const folder = options.folder ?? process.cwd();
  const path = options.file === undefined ? findPlantFile(options.config, folder) : join(folder, '(given)');
  const file = options.file ?? parsePlantFile(await readPlantFile(path), path);
  const baseDir = dirname(path);
  const outDir = options.outDir === undefined ? baseDir : resolve(options.outDir);
  const plant = compilePlant(file);
  const keys = deriveKeys(readSecret(file.secret, env), plant.id);
  const look = file.templates === undefined ? undefined : await loadLook(resolve(baseDir, file.templates));
  const storeDir = resolve(outDir, file.store);
  const drivers = [...builtInDrivers, ...file.plugins];
  await requireRestored(storeDir);

  await requireStoreHere(storeDir);
  await using opening = new AsyncDisposableStack();
  const history = opening.use(
    await openEmbeddedHistory({
      ...file.history,
      dir: join(storeDir, 'history'),
      clock,
      readSpace,
      rollups: rollupSettingsOf(plant, file),
      ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
      ...(options.onMergeFailed === undefined ? {} : { onMergeFailed: options.onMergeFailed }),
    }),
  );
  const state = opening.use(await openState({ dir: join(storeDir, 'state'), clock }));
  const persons = openPersonRegistry(state, { key: keys.person });
  const archive = await openArchive(join(storeDir, 'archive'));
  const sourceContext: SourceContext = {
    baseDir,
    zone: plant.zone,
    findEquipment: (name) => plant.equipment.findBySourceName(name)?.id,
    tokens: persons,
    identityKey: keys.identity,
    reasonCodes: new Set(plant.reasons.map(({ code }) => code)),
    defectCodes: new Set(plant.defects.map(({ code }) => code)),
    tags: plant.tags,
    env,
    clock,
    random,
  };
  const transports = file.transports.map((config) =>
    opening.use(openDriver(drivers, 'transport', { ...config, ...options.transports?.[config.id] }, { outDir, env })),
  );
  const fresh = createFreshStream();
  opening.defer(() => fresh.end());
  const opened = opening.move();
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const { leaseMs } = file.history;
  const takeLease: OpenPlant['takeLease'] = async (request) => {
    // One that was open before a restore was cut off would go on with files that were moved away.
    await requireRestored(storeDir);
    await using taking = new AsyncDisposableStack();
    const target = { storeDir, holder, clock, leaseMs };
    const lease = taking.use(await takePlantLease(target, { ...request, fencingSeen: await newestBuffer(storeDir) }));
    // Once it is ours: whoever had it may have moved the store meanwhile, and lets go of it as it ends.
    await requireStoreHere(storeDir);
    taking.move();
    return lease;
  };

  return {
    plant,
    file,
    path,
    storeDir,
    configFingerprint: fingerprintOfConfig(file, look?.fingerprint),
    fileFingerprint: fingerprintOfFile(file, look?.fingerprint),
    look,
    keys,
    env,
    history,
    state,
    persons,
    archive,
    clock,
    random,
    onStep: options.onStep,
    readSpace,
    holder,
    leaseMs,
    sourceContext,
    fresh,
    queries: () => openQueries({ plant, storeDir, clock, history }),
    listSources: (request) => {
      const lease = request?.lease;
      const context = lease === undefined ? sourceContext : { ...sourceContext, confirmLease: () => lease.confirm() };
      return chooseSources(file.sources, request, folder).map((config) =>
        openDriver(drivers, 'source', config, context),
      );
    },
    listTransports: () => transports,
    takeLease,
    openBuffer: (lease) => {
      const buffer = { storeDir, clock, config: file.buffer, onStep: (step: BufferStep) => options.onStep?.(step) };
      return lease === undefined ? openLeasedBuffer(buffer, takeLease) : openPlantBuffer({ ...buffer, lease });
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** @throws GembaError `unknown-name` for a source the plant file does not name, `usage` for files without one source */
function chooseSources(
  all: readonly DriverConfig[],
  { ids, files = [] }: SourceRequest = {},
  folder: string,
): readonly DriverConfig[] {
  const known = all.map(({ id }) => id).join(', ') || 'none';
  const unknown = ids?.find((id) => !all.some((config) => config.id === id));
  if (unknown !== undefined)
    throw new GembaError('unknown-name', `'${unknown}' is not a source of this plant. Its sources: ${known}.`);
  const chosen = ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
  if (files.length === 0) return chosen;
  const [only, ...others] = chosen.filter((config) => 'path' in config);
  if (only === undefined || others.length > 0)
    throw new GembaError('usage', `Say with --source which source reads these files. The sources: ${known}.`);
  return files.map((path) => ({ ...only, path: resolve(folder, path) }));
}

type DriverOf<P extends AnyDriver['point']> = Extract<AnyDriver, { point: P }>;

function openDriver<P extends AnyDriver['point']>(
  drivers: readonly AnyDriver[],
  point: P,
  config: DriverConfig,
  context: Parameters<DriverOf<P>['open']>[1],
): ReturnType<DriverOf<P>['open']> {
  const driver = drivers.find((candidate) => candidate.point === point && candidate.kind === config.kind);
  if (driver === undefined)
    throw new GembaError('unknown-name', `There is no ${point} of kind '${config.kind}'. Add its driver to plugins.`, {
      details: { point, kind: config.kind },
    });
  return (driver.open as (config: DriverConfig, context: unknown) => ReturnType<DriverOf<P>['open']>)(config, context);
}
