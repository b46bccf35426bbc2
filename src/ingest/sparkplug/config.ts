/** The plant file's entry of a Sparkplug source. Descriptions are what the plant file reference is made of. */
import { z } from 'zod';
import { type Aliases, aliasesSchema } from '../aliases.ts';
import { type BrokerConfig, brokerFields, listBrokerProblems } from '../mqtt/broker-config.ts';
import { hostDefaults } from './sparkplug-host.ts';
import { isId } from './topic.ts';

export interface SparkplugSourceConfig extends BrokerConfig {
  readonly kind: 'sparkplug';
  readonly hostId: string;
  readonly groups?: readonly string[] | undefined;
  readonly nodes?: readonly string[] | undefined;
  readonly otherMetrics: 'refuse' | 'ignore';
  readonly asksForRebirths: boolean;
  readonly reorderTimeoutMs: number;
  readonly aheadMsMax?: number | undefined;
  readonly ageMsMax?: number | undefined;
  readonly units?: Readonly<Record<string, string>> | undefined;
  readonly aliases?: Aliases | undefined;
}

const id: z.ZodType<string> = z
  .string()
  .refine(isId, 'is empty or has one of `+`, `#`, `/`, which MQTT keeps for itself');

/** Schema of `{ kind: 'sparkplug', … }` in the plant file's `sources`. */
export const sparkplugSourceSchema: z.ZodType<SparkplugSourceConfig> = z
  .strictObject({
    kind: z.literal('sparkplug').describe('Sparkplug B 3.0 over MQTT 5 or 3.1.1: gemba is a Host Application'),
    ...brokerFields,
    hostId: id
      .default('gemba')
      .describe(
        'Name of this Host Application, under which it says that it is online (`spBv1.0/STATE/<hostId>`). Give it to edge nodes as their primary host, and they keep what they measure while gemba is away; no other host may have it',
      ),
    groups: z.array(id).min(1).max(1_000).optional().describe('Groups to listen to. Default: all, or those of `nodes`'),
    nodes: z
      .array(
        z
          .string()
          .refine(
            (scope) => scope.split('/').length === 2 && scope.split('/').every(isId),
            'is not `group/node`, such as `Plant1/EdgeA`',
          ),
      )
      .min(1)
      .max(1_000)
      .optional()
      .describe('Edge nodes to listen to, as `group/node`, besides `groups`. Default: all of the groups'),
    otherMetrics: z
      .enum(['refuse', 'ignore'])
      .default('refuse')
      .describe(
        'What becomes of metrics that no tag or alias names: `refuse` keeps them in the quarantine until one does, `ignore` does not count them',
      ),
    asksForRebirths: z
      .boolean()
      .default(true)
      .describe(
        'Whether edge nodes are asked to publish their births again where messages are missing. False: what their aliases mean may stay unknown until they do so by themselves',
      ),
    reorderTimeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(hostDefaults.reorderTimeoutMs)
      .describe('How long a message waits for those before it, ms; then a rebirth is asked for'),
    aheadMsMax: z
      .int()
      .min(0)
      .optional()
      .describe('Readings further ahead of their receipt are refused, ms. Default: 300000 (5 min)'),
    ageMsMax: z.int().min(0).optional().describe('Readings older at their receipt are refused, ms. Default: none is'),
    units: z
      .record(z.string().min(1), z.string().min(1))
      .optional()
      .describe('UCUM codes for names of units in `aliases`. Default: none'),
    aliases: aliasesSchema
      .optional()
      .describe('Tags by the names that Sparkplug gives: `group/node/device/metric`, `group/node/metric`'),
  })
  .superRefine((config, issues) => {
    for (const [field, message] of listBrokerProblems(config))
      issues.addIssue({ code: 'custom', path: [field], message });
  });

/** Groups and nodes that a source listens to. */
export function listScopes({
  groups = [],
  nodes = [],
}: Pick<SparkplugSourceConfig, 'groups' | 'nodes'>): readonly string[] {
  const scopes = [...new Set([...groups, ...nodes.filter((node) => !groups.includes(node.split('/')[0] as string))])];
  return scopes.length === 0 ? ['+'] : scopes;
}
