/** A finding in words: its rule picks the message, its parameters fill it. */
import type { Finding, FindingParams, FindingRule } from '../../analytics/index.ts';
import { sayMoney } from './say-money.ts';
import type { Speaker } from './speaker.ts';
import type { FindingMessage, FindingText, MessageContext } from './words.ts';

/** @param where name of the equipment, verbatim; undefined for the plant */
export function composeMessage(finding: Finding, where: string | undefined, speaker: Speaker): FindingText {
  const { words, formats, date, window } = speaker;
  const context: MessageContext = {
    where: where ?? words.labels.plant,
    formats,
    weekday: date === undefined ? undefined : formats.weekday(date),
    window,
    reasonName: speaker.reasonName,
    since: finding.sinceAt === undefined ? undefined : sinceText(finding.sinceAt, speaker),
  };
  return withMoney(speak(words.messages, finding, context), finding, speaker);
}

/** Of a day or a shift the time of day is enough, unless it began before. */
function sinceText(sinceAt: number, { formats, window, fromAt }: Speaker): string {
  const isInside = window.kind !== 'span' && (fromAt === undefined || sinceAt >= fromAt);
  return isInside ? formats.time(sinceAt) : formats.dayTime(sinceAt);
}

/** Money is said once: in the sentence that the rule has for it, else in the headline. */
function withMoney(text: FindingText, { rule, money }: Finding, speaker: Speaker): FindingText {
  const said = money === undefined ? undefined : sayMoney(money, speaker);
  if (said === undefined) return text;
  const sentence = speaker.words.money.sentences[rule];
  if (sentence === undefined) return { ...text, headline: `${text.headline}, ${said}` };
  return { ...text, detail: `${text.detail} ${sentence(said)}`.trimStart() };
}

function speak<R extends FindingRule>(
  messages: { readonly [K in R]: FindingMessage<K> },
  finding: { readonly rule: R; readonly params: FindingParams[R] },
  context: MessageContext,
): FindingText {
  return messages[finding.rule](finding.params, context);
}
