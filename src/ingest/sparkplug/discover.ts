/** Listens to edge nodes for a while and drafts tags of what they declare; for `gemba check --discover`. */
import { setTimeout as wait } from 'node:timers/promises';
import type { TagConfig } from '../../model/index.ts';
import type { SourceContext } from '../context.ts';
import { visitBroker } from '../mqtt/check.ts';
import { checkClientIdOf } from '../mqtt/client-options.ts';
import type { Publisher } from '../mqtt/connection.ts';
import { describeDenied } from '../mqtt/connection-events.ts';
import { createTagTable } from '../readings/index.ts';
import type { Discovered, DiscoverOptions } from '../source.ts';
import { listScopes, type SparkplugSourceConfig } from './config.ts';
import { draftTags } from './draft-tags.ts';
import type { HostOutput } from './host-output.ts';
import { filterOf, planHostConnection } from './host-state.ts';
import { hostDefaults, SparkplugHost } from './sparkplug-host.ts';
import { TagScopes } from './tag-scopes.ts';
import { parseTopic } from './topic.ts';

const tickMs = 100;

/**
 * Listens as nobody: it is no host, says no STATE and acknowledges nothing. Births come when nodes connect, and when they
 * are asked for, which each node then answers once: that is done only where `asksForBirths` says so.
 */
export async function discoverTags(
  config: SparkplugSourceConfig,
  context: SourceContext,
  { signal, listenMs, asksForBirths }: DiscoverOptions,
): Promise<Discovered> {
  const { hostId, reorderTimeoutMs } = config;
  const host = new SparkplugHost({ ...hostDefaults, hostId, reorderTimeoutMs, asksForRebirths: asksForBirths });
  const [startedAt, startedMs] = [context.clock(), performance.now()];
  // Waits are by the monotonic clock: they are short, and a wall clock may be set meanwhile.
  const now = (): number => Math.floor(startedAt + performance.now() - startedMs);
  const plan = planHostConnection(hostId, now());
  const scopes = listScopes(config);
  const heard = new Set<string>();
  let publisher: Publisher | undefined;
  const publish = ({ publications }: HostOutput): void => {
    for (const publication of publications) publisher?.publish(publication);
  };
  const visited = await visitBroker(
    {
      config,
      context,
      clientId: checkClientIdOf(config, context),
      subscriptions: new Map(scopes.map((scope) => [filterOf(scope), 0 as const])),
      signal,
      onMessage: ({ topic, payload, retain }) => {
        const receivedAt = now();
        publish(host.receive({ topic, payload: payload as Buffer, receivedAt, isRetained: retain }, plan, receivedAt));
        const parsed = parseTopic(topic);
        if (parsed?.kind === 'edge') heard.add(`${parsed.group}/${parsed.node}`);
        return true;
      },
    },
    async (denied, connected) => {
      if (denied.length > 0)
        return { ok: false, message: denied.map((each) => describeDenied(each, config.url)).join(' ') };
      publisher = connected;
      host.connect(now(), new TagScopes(context.tags, config.aliases).listNodes(scopes));
      const ticking = setInterval(() => publish(host.tick(now())), tickMs);
      await wait(listenMs, undefined, { signal }).finally(() => clearInterval(ticking));
      return { ok: true, message: `${config.url}: listened for ${listenMs / 1_000} s` };
    },
  );
  const births = host.listBirths();
  const born = new Set(births.map(({ table }) => table.scope));
  const drafts = draftTags(births, (scope) => equipmentOf(scope, context));
  const known = createTagTable(context.tags, config.aliases);
  const isKnown = ({ id, sourceNames = [id] }: TagConfig): boolean =>
    sourceNames.some((name) => known.find(name, undefined) !== undefined);
  const tags = drafts.filter((draft) => !isKnown(draft));
  return {
    ...visited,
    declaredCount: drafts.length,
    tags,
    silent: [...heard].filter((node) => !born.has(node)).sort(),
  };
}

/** The equipment that has the name of the device, else of the node; else the name itself, for an engineer to mend. */
function equipmentOf(scope: string, context: SourceContext): string {
  const names = scope.split('/').slice(1).reverse();
  for (const name of names) {
    const equipment = context.findEquipment(name);
    if (equipment !== undefined) return equipment;
  }
  return names[0] as string;
}
