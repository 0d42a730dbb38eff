/** Text into tokens. It knows no grammar; what it cannot read is reported and becomes a token that nothing accepts. */
import type { SyntaxProblem } from './errors.ts';
import type { Position } from './position.ts';

type TokenKind = 'number' | 'string' | 'identifier' | 'operator' | 'unreadable' | 'end';

export interface Token extends Position {
  readonly kind: TokenKind;
  /** as written; of a string, what stands between the quotes */
  readonly text: string;
}

/** Every operator and mark of the language, the longer ones first. */
const OPERATORS = [
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '+',
  '-',
  '*',
  '/',
  '<',
  '>',
  '!',
  '?',
  ':',
  '=',
  '(',
  ')',
  ',',
  '.',
  ';',
];

const BLANK = /[ \t\r\n\f\v]+/y;
const COMMENT = /\/\/[^\r\n]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const IDENTIFIER = /\$?[A-Za-z_][A-Za-z0-9_]*/y;
const STRING = /"[^"\r\n]*"?/y;
/** a foreign mark; blocks of them would only repeat the message */
const OTHER = /[^\s\w$"+\-*/<>=!&|?:(),.;]+|./suy;

/** The tokens of a text, the last of kind `end`, and all characters that are in no token. */
export function tokenize(text: string): {
  readonly tokens: readonly Token[];
  readonly problems: readonly SyntaxProblem[];
} {
  const tokens: Token[] = [];
  const problems: SyntaxProblem[] = [];
  const places = new Places(text);
  let offset = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    return found === null ? null : found[0];
  };
  const push = (kind: TokenKind, taken: string, value = taken): void => {
    const { line, column } = places.at(offset);
    tokens.push({ kind, text: value, line, column });
    offset += taken.length;
  };
  const refuse = (taken: string, message: string): void => {
    problems.push({ code: 'AutoScalingFormulaSyntaxError', message, ...places.at(offset) });
    push('unreadable', taken);
  };

  while (offset < text.length) {
    const skipped = take(BLANK) ?? take(COMMENT);
    if (skipped !== null) {
      offset += skipped.length;
      continue;
    }
    const number = take(NUMBER);
    if (number !== null) {
      push('number', number);
      continue;
    }
    const identifier = take(IDENTIFIER);
    if (identifier !== null) {
      push('identifier', identifier);
      continue;
    }
    const string = take(STRING);
    if (string !== null) {
      readString(string);
      continue;
    }
    if (text.startsWith('/*', offset)) {
      const end = text.indexOf('*/', offset + 2);
      refuse(
        text.slice(offset, end < 0 ? text.length : end + 2),
        'Comments begin with //; /* */ is not in the language',
      );
      continue;
    }
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, offset));
    if (operator !== undefined) {
      push('operator', operator);
      continue;
    }
    const other = take(OTHER) as string;
    refuse(other, unreadable(other));
  }
  push('end', '');
  return { tokens, problems };

  function readString(string: string): void {
    if (string.length < 2 || !string.endsWith('"')) refuse(string, 'The string is not closed on its line');
    else if (string.endsWith('\\"')) refuse(string, 'A backslash before a quote: strings have no escapes');
    else push('string', string, string.slice(1, -1));
  }
}

function unreadable(text: string): string {
  const [character] = text;
  switch (character) {
    case "'":
      return 'Strings stand in double quotes';
    case '\\':
      return 'A backslash: strings have no escapes, and quotes stand for themselves';
    case '[':
    case ']':
      return '[ ] only show a vector in results; vec(1, 2, 3) makes one';
    case '&':
    case '|':
      return `Unexpected ${character}: the logical operators are && and ||`;
    case '$':
      return 'A name must follow $';
  }
  const code = character.codePointAt(0) as number;
  if (code > 0x20 && code < 0x7f) return `Unexpected ${character}`;
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `Unexpected character U+${number}${code > 0xa0 ? ` (${character})` : ''}`;
}

/** Turns offsets, asked for in rising order, into lines and columns. LF ends a line, alone or after CR. */
class Places {
  private readonly text: string;
  private offset = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  at(offset: number): Position {
    for (; this.offset < offset; this.offset++) {
      if (this.text[this.offset] === '\n') {
        this.line++;
        this.lineStart = this.offset + 1;
      }
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }
}

/** The place of one offset of a text. */
export function positionAt(text: string, offset: number): Position {
  return new Places(text).at(offset);
}
