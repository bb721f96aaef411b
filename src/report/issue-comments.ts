// What the comments of the failure issue say: news, each once.
import { firstOf } from '../domain/counted.ts';
import { countGroup, type Change, type Group } from '../domain/failures-news.ts';
import { LISTED, minute, nameOf, type IssueFacts } from './issue.ts';
import { escapeMarkdown } from './table.ts';

/** What a comment tells of news; undefined where there is nothing that a person must hear now. */
export function changeComment({ failing, well, forgotten }: Change, { runUrl, at }: IssueFacts): string | undefined {
  if (countGroup(failing) + countGroup(forgotten) === 0) return undefined;
  const run = runUrl ? `[this run](${runUrl})` : minute(at);
  return [
    ...(countGroup(failing) > 0 ? [`Since ${run} this fails too, or in another way: ${groupText(failing)}.`] : []),
    ...(countGroup(well) > 0 ? [`Well again: ${groupText(well)}.`] : []),
    ...forgottenText(forgotten),
  ].join('\n\n');
}

/** What is said when nothing is left. */
export function recoveryComment({ forgotten }: Change, { runUrl, at }: IssueFacts): string {
  const run = runUrl ? `[the run of ${minute(at)}](${runUrl})` : `the run of ${minute(at)}`;
  if (countGroup(forgotten) === 0) return `Everything is well again: ${run} handled what had failed.`;
  return [`Nothing fails any more that is heard of, as of ${run}.`, ...forgottenText(forgotten)].join('\n\n');
}

function forgottenText(group: Group): string[] {
  if (countGroup(group) === 0) return [];
  return [
    `Taken off, because its step has not been heard of for more than a week, while others ran: ${groupText(group)}. If the step or its job has a new name, all is told under that.`,
  ];
}

function groupText({ named, unnamed }: Group): string {
  const names = firstOf(
    named.map((one) => `${nameOf(one.repository)} (${one.task || 'inputs'}: ${one.kind})`),
    LISTED,
  );
  return [...(names ? [escapeMarkdown(names)] : []), ...(unnamed > 0 ? [`${unnamed} not named`] : [])].join(', and ');
}
