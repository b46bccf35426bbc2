/**
 * Handlebars, held tight: every template knows only `if`, `unless`, `each` and `with`, reaches own fields of the view
 * only, and writes nothing unescaped but marks drawn here. A field that is not there is an error that names it.
 */
import Handlebars from 'handlebars';
import { GembaError } from '../../model/index.ts';
import { isMarkup } from './markup.ts';

const compileOptions = {
  strict: true,
  noEscape: false,
  knownHelpersOnly: true,
  knownHelpers: { log: false, lookup: false },
} satisfies CompileOptions;
const runtimeOptions: Handlebars.RuntimeOptions = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
};

export interface Environment {
  /** @throws GembaError `template-invalid` naming the template, the field, and what exists there */
  render(name: string, view: object): string;
}

/** @param templates by name; a template may use any other as a partial */
export function createEnvironment(templates: Readonly<Record<string, string>>): Environment {
  const handlebars = Handlebars.create();
  for (const helper of ['log', 'lookup']) handlebars.unregisterHelper(helper);
  /** Which template is being written, innermost last. */
  const stack: string[] = [];
  const compiled = new Map<string, Handlebars.TemplateDelegate<object>>();
  for (const [name, source] of Object.entries(templates)) {
    const template = handlebars.compile<object>(source, compileOptions);
    const traced: Handlebars.TemplateDelegate<object> = (context, options) => {
      stack.push(name);
      const text = template(context, options);
      stack.pop();
      return text;
    };
    compiled.set(name, traced);
    handlebars.registerPartial(name, traced);
  }
  return {
    render(name, view) {
      stack.length = 0;
      const guarded = guard(view, 'the page', () => stack.at(-1) ?? name) as object;
      try {
        const template = compiled.get(name);
        if (template === undefined) throw new Error(`there is no template ${name}`);
        return template(guarded, runtimeOptions);
      } catch (cause) {
        if (cause instanceof GembaError) throw cause;
        const template = stack.at(-1) ?? name;
        throw new GembaError('template-invalid', `The template ${template} could not be used: ${messageOf(cause)}.`, {
          cause,
          details: { template },
        });
      }
    },
  };
}

/** Handlebars asks these of any value; they are no fields. */
const probes: ReadonlySet<string> = new Set(['toHTML', 'toJSON', 'then', 'length', 'constructor', 'hash']);

/** The view behind a guard: whoever asks for a field that is not there is told what is. */
function guard(value: unknown, where: string, templateNow: () => string): unknown {
  if (typeof value !== 'object' || value === null || isMarkup(value)) return value;
  const isList = Array.isArray(value);
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || Object.hasOwn(target, key))
        return guard(Reflect.get(target, key), isList ? where : `${where}.${String(key)}`, templateNow);
      if (isList || probes.has(key)) return isList ? Reflect.get(target, key) : undefined;
      const known = Object.keys(target).sort();
      const template = templateNow();
      throw new GembaError(
        'template-invalid',
        `The template ${template} asks for '${key}', which ${where.replace(/^the page\./, '')} has not. It has: ${known.join(', ')}.`,
        { details: { template, field: key, known } },
      );
    },
  });
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').replace(/\.$/, '');
}
