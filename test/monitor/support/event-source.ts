/** A client of server-sent events that reads them as the standard says (WHATWG HTML, 9.2.6), over fetch. */

export interface ReceivedEvent {
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

/** Comments come as events named `:`, the time to come again as `retry`. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  let rest = '';
  let [name, id] = ['', ''];
  let data: string[] = [];
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() as string;
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { name: name || 'message', id, data: data.join('\n') };
        name = '';
        data = [];
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === '') yield { name: ':', id, data: value };
      else if (field === 'event') name = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
      else if (field === 'retry') yield { name: 'retry', id, data: value };
      else throw new Error(`The standard knows no field '${field}'.`);
    }
  }
}
