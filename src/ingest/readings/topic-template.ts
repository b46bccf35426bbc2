/**
 * Templates of topics: literal levels, `{name}` for one level, `{name?}` for one or none, and at the end `{name*}` for
 * whatever follows. `{name}` and `{name?}` take no level that starts with an underscore, so that in
 * `umh/v1/{enterprise}/{site?}/_historian/{context*}` the schema is the first level that does.
 */

/** What the levels of a topic are, by placeholder; `''` where an optional one is not there. */
export type TopicParts = ReadonlyMap<string, string>;

export interface TopicTemplate {
  /** Name of the placeholder at the end that takes the rest; undefined where there is none. */
  readonly rest: string | undefined;
  /** Undefined where the topic does not fit. */
  match(topic: string): TopicParts | undefined;
}

const placeholder = /^\{([a-zA-Z][a-zA-Z0-9]*)([?*]?)\}$/;
/** Bounds the ways in which optional levels can be laid out over a topic. */
const optionalMax = 8;
const reserved: ReadonlySet<string> = new Set(['topic', 'path', 'key', 'name']);

/** What is wrong with a template, each as a sentence; empty where nothing is. */
export function listTopicProblems(template: string | undefined): readonly string[] {
  if (template === undefined) return [];
  const problems: string[] = [];
  const seen = new Set<string>();
  const levels = template.split('/');
  levels.forEach((level, i) => {
    const found = placeholder.exec(level);
    if (found === null) {
      if (/[{}+#]/.test(level))
        problems.push(`\`${level}\` is neither a level nor a placeholder such as {line}, {line?} or {context*}.`);
      return;
    }
    const [, name, mark] = found as unknown as [string, string, string];
    if (seen.has(name)) problems.push(`{${name}} stands twice. Give the second another name.`);
    if (reserved.has(name)) problems.push(`{${name}} has a meaning of its own in \`tag\`. Take another name.`);
    if (mark === '*' && i < levels.length - 1) problems.push(`{${name}*} takes the rest: it must stand last.`);
    seen.add(name);
  });
  if (levels.filter((level) => level.endsWith('?}')).length > optionalMax)
    problems.push(`More than ${optionalMax} levels are optional. Write several mappings.`);
  return problems;
}

/** Names of a template's placeholders. */
export function listPlaceholders(template: string): readonly string[] {
  return template.split('/').flatMap((level) => placeholder.exec(level)?.[1] ?? []);
}

/** @param template one without problems (`listTopicProblems`) */
export function compileTopicTemplate(template: string): TopicTemplate {
  let rest: string | undefined;
  let shape = '';
  for (const level of template.split('/')) {
    const [, name, mark] = placeholder.exec(level) ?? [];
    if (name === undefined) shape += `/${level.replaceAll(/[.*?^$()|[\]\\]/g, '\\$&')}`;
    else if (mark === '*') {
      rest = name;
      shape += `(?:/(?<${name}>.*))?`;
    } else {
      const one = `/(?<${name}>[^/_][^/]*)`;
      shape += mark === '?' ? `(?:${one})?` : one;
    }
  }
  // Every level of the pattern begins with a slash, so the topic is given one too.
  const pattern = new RegExp(`^${shape}$`, 's');
  return {
    rest,
    match(topic) {
      const found = pattern.exec(`/${topic}`);
      if (found === null) return undefined;
      // Without placeholders there are no groups.
      return new Map(Object.entries(found.groups ?? {}).map(([name, level]) => [name, level ?? '']));
    },
  };
}
