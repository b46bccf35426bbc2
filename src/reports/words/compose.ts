/** A finding in words: its rule picks the message, its parameters fill it. */
import type { Finding, FindingParams, FindingRule } from '../../analytics/index.ts';
import type { Speaker } from './speaker.ts';
import type { FindingMessage, FindingText, MessageContext } from './words.ts';

/** @param where name of the equipment, verbatim; undefined for the plant */
export function composeMessage(finding: Finding, where: string | undefined, speaker: Speaker): FindingText {
  const { words, formats, date } = speaker;
  const context: MessageContext = {
    where: where ?? words.labels.plant,
    formats,
    weekday: date === undefined ? undefined : formats.weekday(date),
    reasonName: speaker.reasonName,
    since: finding.sinceAt === undefined ? undefined : formats.time(finding.sinceAt),
  };
  return speak(words.messages, finding, context);
}

function speak<R extends FindingRule>(
  messages: { readonly [K in R]: FindingMessage<K> },
  finding: { readonly rule: R; readonly params: FindingParams[R] },
  context: MessageContext,
): FindingText {
  return messages[finding.rule](finding.params, context);
}
