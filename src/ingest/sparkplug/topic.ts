/** Topics of Sparkplug B. Source: Sparkplug 3.0, 4 (Topics). */

export const sparkplugNamespace = 'spBv1.0';

export const sparkplugVerbs = ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD', 'DBIRTH', 'DDATA', 'DDEATH', 'DCMD'] as const;
export type SparkplugVerb = (typeof sparkplugVerbs)[number];

export type SparkplugTopic =
  | {
      readonly kind: 'edge';
      readonly verb: SparkplugVerb;
      readonly group: string;
      readonly node: string;
      /** Of `D…` verbs only. */
      readonly device: string | undefined;
    }
  | { readonly kind: 'state'; readonly hostId: string };

/**
 * Reads a topic; undefined where it is none of Sparkplug B.
 *
 * @example
 * parseTopic('spBv1.0/Plant1/DDATA/EdgeA/Press01'); // { kind: 'edge', verb: 'DDATA', …, device: 'Press01' }
 */
export function parseTopic(topic: string): SparkplugTopic | undefined {
  const [namespace, group, verb, node, device, ...rest] = topic.split('/');
  if (namespace !== sparkplugNamespace || rest.length > 0 || !isId(group)) return undefined;
  if (group === 'STATE') return isId(verb) && node === undefined ? { kind: 'state', hostId: verb } : undefined;
  if (!isVerb(verb) || !isId(node)) return undefined;
  const isOfDevice = verb.startsWith('D');
  if (isOfDevice ? !isId(device) : device !== undefined) return undefined;
  return { kind: 'edge', verb, group, node, device };
}

/** Whether it may be part of a topic: not empty, without what MQTT keeps for itself. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !/[+#/\0]/.test(text);
}

function isVerb(text: string | undefined): text is SparkplugVerb {
  return (sparkplugVerbs as readonly (string | undefined)[]).includes(text);
}
