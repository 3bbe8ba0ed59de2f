export interface ReceivedEvent {
  readonly event: string;
  readonly data: object;
}

/** The server-sent events of an answer, as they come. */
export async function* receivedEvents(answer: Response): AsyncGenerator<ReceivedEvent> {
  let text = '';
  for await (const piece of answer.body!) {
    text += Buffer.from(piece).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      if (event && data) yield { event, data: JSON.parse(data) };
      text = text.slice(end + 2);
    }
  }
}

export async function nextEvent(events: AsyncGenerator<ReceivedEvent>): Promise<ReceivedEvent> {
  const { value } = await events.next();
  return value;
}
