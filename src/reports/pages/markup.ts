/** What a template writes out as it is: marks drawn here, whose texts are escaped where they are drawn. */
import Handlebars from 'handlebars';

export type Markup = Handlebars.SafeString;

export function markup(drawn: string): Markup {
  return new Handlebars.SafeString(drawn);
}

export function isMarkup(value: unknown): value is Markup {
  return value instanceof Handlebars.SafeString;
}
