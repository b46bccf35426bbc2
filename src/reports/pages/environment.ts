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

/** Parts in parts; gemba's own are four deep. */
const depthMax = 30;

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
      if (stack.push(name) > depthMax)
        throw new GembaError(
          'template-invalid',
          `The template ${name} uses itself without end: ${[...new Set(stack)].join(', ')}.`,
          { details: { template: name } },
        );
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

/** The view behind a guard: whoever asks for a field that is not there is told what is. */
function guard(value: unknown, where: string, templateNow: () => string): unknown {
  if (typeof value !== 'object' || value === null || isMarkup(value)) return value;
  const isList = Array.isArray(value);
  const place = where.replace(/^the page\./, '');
  const refuse = (field: string, problem: string): GembaError => {
    const [template, known] = [templateNow(), Object.keys(value).sort()];
    const there = isList ? 'It is a list: use {{#each}}.' : `It has: ${known.join(', ')}.`;
    return new GembaError('template-invalid', `The template ${template} ${problem}. ${there}`, {
      details: { template, field, known },
    });
  };
  const missing = (key: string): GembaError => refuse(key, `asks for '${key}', which ${place} has not`);
  return new Proxy(value, {
    has(target, key) {
      if (typeof key === 'string' && !isList && !Object.hasOwn(target, key)) throw missing(key);
      return Reflect.has(target, key);
    },
    get(target, key) {
      if (key === Symbol.toPrimitive) throw refuse(place, `writes '${place}', which is no text`);
      if (typeof key === 'symbol' || isList || Object.hasOwn(target, key))
        return guard(Reflect.get(target, key), isList ? where : `${where}.${String(key)}`, templateNow);
      // Handlebars asks this of every value it writes.
      if (key === 'toHTML') return undefined;
      throw missing(key);
    },
  });
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').replace(/\.$/, '');
}
