/** What a plant's own template may hold: Handlebars with the block helpers there are, and markup that runs nothing. */
import Handlebars from 'handlebars';
import { GembaError } from '../../model/index.ts';

/** What would run, or would fetch from outside. */
const forbidden: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /<\s*(?:script|iframe|object|embed|link|base|form|foreignObject|meta\s+http-equiv\s*=\s*["']?refresh)\b/i,
    'runs or loads something',
  ],
  [/\son[a-z]+\s*=/i, 'has an event handler'],
  [/javascript\s*:/i, 'has a script address'],
  [/(?:src|srcset|href|data|action)\s*=\s*["']?\s*(?:[a-z][a-z+.-]*:)?\/\//i, 'refers to another server'],
  [/@import|url\s*\(\s*["']?\s*(?!data:|#)/i, 'loads a style or picture'],
];

const helpers: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/** @returns the source, if it is one that may be used */
export function checkTemplate(file: string, source: string): string {
  for (const [pattern, why] of forbidden) {
    const match = pattern.exec(source);
    if (match !== null)
      throw invalid(
        file,
        `${why} at '${match[0].trim().slice(0, 40)}'; a page runs no code and refers to nothing outside`,
      );
  }
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (cause) {
    throw invalid(
      file,
      `cannot be read: ${cause instanceof Error ? cause.message.split('\n').slice(0, 3).join(' ') : String(cause)}`,
    );
  }
  checkProgram(file, program);
  return source;
}

function checkProgram(file: string, program: hbs.AST.Program): void {
  for (const statement of program.body) checkStatement(file, statement);
}

function checkStatement(file: string, statement: hbs.AST.Statement): void {
  const line = statement.loc.start.line;
  switch (statement.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      return;
    case 'MustacheStatement': {
      const { escaped, params, path } = statement as hbs.AST.MustacheStatement;
      if (!escaped) throw invalid(file, `writes without escaping on line ${line}: use {{…}}, not {{{…}}}`);
      if (params.length > 0 || path.type === 'SubExpression') throw noHelper(file, line, path);
      return;
    }
    case 'BlockStatement': {
      const { path, program, inverse, params } = statement as hbs.AST.BlockStatement;
      if (!helpers.has(path.original as string) || params.some(({ type }) => type === 'SubExpression'))
        throw noHelper(file, line, path);
      if (program !== undefined && program !== null) checkProgram(file, program);
      if (inverse !== undefined && inverse !== null) checkProgram(file, inverse);
      return;
    }
    case 'PartialStatement': {
      const { name } = statement as hbs.AST.PartialStatement;
      if (name.type === 'SubExpression') throw noHelper(file, line, name);
      return;
    }
    default:
      throw invalid(file, `uses ${statement.type} on line ${line}, which no template may`);
  }
}

function noHelper(
  file: string,
  line: number,
  path: { readonly type: string; readonly original?: unknown },
): GembaError {
  const name = typeof path.original === 'string' ? path.original : path.type;
  return invalid(file, `calls '${name}' on line ${line}; the helpers are ${[...helpers].join(', ')}`);
}

function invalid(file: string, problem: string): GembaError {
  return new GembaError('template-invalid', `The template file ${file} ${problem}.`, { details: { template: file } });
}
