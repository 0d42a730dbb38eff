/** Rules by number: a list of them, and numbers in a text that show their rule when they are clicked. */
import { embedded } from '../data.ts';
import { button, make } from './dom.ts';

/** texts by number */
export type RuleTexts = Readonly<Record<string, string>>;

export function ruleTexts(): RuleTexts {
  return embedded<RuleTexts>('viewer-rules') ?? {};
}

export function ruleList(numbers: readonly string[], texts: RuleTexts): HTMLElement {
  const items = numbers.map((number) =>
    make('li', '', make('b', 'v-rule', number), make('span', '', ...inline(texts[number] ?? '', {}))),
  );
  return make('ul', 'v-rules', ...items);
}

/** Paragraphs, lists (lines that begin with `- `), `code`, and numbers of rules that open their text. */
export function richText(text: string, texts: RuleTexts): HTMLElement {
  const element = make('div', 'v-rich');
  for (const block of text.trim().split(/\n\s*\n/)) {
    const [head, ...items] = `\n${block}`.split(/\n\s*- /);
    if (head.trim() !== '') element.append(make('p', '', ...inline(head.trim(), texts)));
    if (items.length > 0)
      element.append(make('ul', '', ...items.map((item) => make('li', '', ...inline(item, texts)))));
  }
  return element;
}

function inline(text: string, texts: RuleTexts): (Node | string)[] {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('<->', '↔')
    .replaceAll('->', '→')
    .split(/(`[^`]+`|\(?\b[LOS]-\d+\b[),.;:]*)/)
    .map((piece) => {
      if (/^`.+`$/.test(piece)) return make('code', '', piece.slice(1, -1));
      const [, before, number, after] = /^(\(?)([LOS]-\d+)([),.;:]*)$/.exec(piece) ?? [];
      if (number === undefined || !Object.hasOwn(texts, number)) return piece;
      // no line break between the number and what encloses it
      return make('span', 'v-together', before, ...ruleButton(number, texts[number]), after);
    });
}

function ruleButton(number: string, text: string): [HTMLElement, HTMLElement] {
  const note = make('span', 'v-rule-note', ` ${text} `);
  note.hidden = true;
  const opener = button('v-rule v-link', number, () => {
    note.hidden = !note.hidden;
    opener.setAttribute('aria-expanded', String(!note.hidden));
  });
  opener.setAttribute('aria-expanded', 'false');
  opener.title = text;
  return [opener, note];
}
