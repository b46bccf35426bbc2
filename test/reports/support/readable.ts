/** A page without its style, and a chart as its words: what a chart draws has tests of its own. */
export function readable(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '<style></style>')
    .replace(/<svg[^>]*role="img"[^>]*>(.*?)<\/svg>/gs, (_, marks: string) =>
      ['<svg>', ...(marks.match(/<(title|desc)[^>]*>.*?<\/\1>/gs) ?? []), '</svg>'].join(''),
    )
    .replace(/<svg[^>]*class="sign"[^>]*>.*?<\/svg>/gs, '<sign>');
}
