/**
 * Tokens into a tree, by recursive descent. It knows the grammar and the limits of a formula's shape, and nothing of what names mean.
 *
 * A statement that cannot be read is left out and reported once; reading goes on after it, so that all problems come to light together.
 */
import type { SyntaxProblem } from './errors.ts';
import { positionAt, type Token, tokenize } from './lexer.ts';
import { MAX_FORMULA_LENGTH, MAX_NESTING, MAX_STATEMENTS } from './limits.ts';
import { comparePositions, type Position } from './position.ts';
import { type BinaryOperator, type ChainLink, type Expression, LEVELS, type Statement } from './tree.ts';

export interface ParsedFormula {
  readonly statements: readonly Statement[];
  /** empty: it is a formula */
  readonly problems: readonly SyntaxProblem[];
  /** the variables that statements which could not be read would have set */
  readonly lostTargets: readonly string[];
}

export function parseFormula(text: string): ParsedFormula {
  if (text.length > MAX_FORMULA_LENGTH) {
    const message = `The formula has ${text.length} characters; at most ${MAX_FORMULA_LENGTH} are allowed`;
    const problem: SyntaxProblem = {
      code: 'AutoScaleFormulaTooLong',
      message,
      ...positionAt(text, MAX_FORMULA_LENGTH),
    };
    return { statements: [], problems: [problem], lostTargets: [] };
  }
  const { tokens, problems } = tokenize(text);
  const parser = new Parser(tokens);
  parser.formula();
  const all = [...problems, ...parser.problems].sort(comparePositions);
  return { statements: parser.statements, problems: all, lostTargets: parser.lostTargets };
}

/** The statement at hand cannot be read on. */
class Unreadable extends Error {
  readonly at: Token;
  constructor(at: Token, message: string) {
    super(message);
    this.at = at;
  }
}

class Parser {
  readonly statements: Statement[] = [];
  readonly problems: SyntaxProblem[] = [];
  readonly lostTargets: string[] = [];
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;
  private seen = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** { ";" } , [ statement , { ";" , { ";" } , [ statement ] } ] */
  formula(): void {
    for (;;) {
      while (this.is(';')) this.next++;
      if (this.atEnd) return;
      this.countStatement();
      const start = this.next;
      this.depth = 0;
      try {
        this.statements.push(this.statement());
        if (!this.is(';') && !this.atEnd) throw new Unreadable(this.token, this.missingSemicolon());
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.report(error.at, error.message);
        this.recover(start);
      }
    }
  }

  /** [ identifier , "=" ] , expression */
  private statement(): Statement {
    if (!this.assignsAt(this.next)) return { target: null, expression: this.expression() };
    const name = this.take();
    const equals = this.take();
    return { target: { name: name.text, at: place(name), equals: place(equals) }, expression: this.expression() };
  }

  /** or , [ "?" , conditional , ":" , conditional ] */
  private expression(): Expression {
    this.enter();
    const condition = this.chain(0);
    if (!this.is('?')) {
      this.depth--;
      return condition;
    }
    const at = place(this.take());
    const ifTrue = this.expression();
    if (!this.is(':'))
      throw new Unreadable(this.token, `Expected : and the other value of ?, but found ${describe(this.token)}`);
    this.next++;
    const ifFalse = this.expression();
    this.depth--;
    return { kind: 'conditional', condition, at, ifTrue, ifFalse };
  }

  /** one level of binary operators and all tighter ones */
  private chain(level: number): Expression {
    if (level === LEVELS.length) return this.unary();
    const first = this.chain(level + 1);
    const operators: readonly string[] = LEVELS[level];
    if (!this.isAmong(operators)) return first;
    const rest: ChainLink[] = [];
    while (this.isAmong(operators)) {
      const token = this.take();
      rest.push({ operator: token.text as BinaryOperator, at: place(token), operand: this.chain(level + 1) });
    }
    return { kind: 'chain', level, first, rest };
  }

  /** ( "-" | "!" ) , unary | postfix */
  private unary(): Expression {
    if (!this.is('-') && !this.is('!')) return this.postfix();
    this.enter();
    const token = this.take();
    const operand = this.unary();
    this.depth--;
    return { kind: 'unary', operator: token.text as '-' | '!', at: place(token), operand };
  }

  /** primary , { "." , name , [ "(" , [ arguments ] , ")" ] } */
  private postfix(): Expression {
    let object = this.primary();
    const outer = this.depth;
    while (this.is('.')) {
      this.enter();
      this.next++;
      const token = this.take();
      if (token.kind !== 'identifier' || token.text.startsWith('$')) {
        throw new Unreadable(token, `Expected the name of a member after the point, but found ${describe(token)}`);
      }
      const { text: name } = token;
      const at = place(token);
      if (this.is('(')) {
        const parenthesis = place(this.token);
        object = { kind: 'method', object, name, at, parenthesis, arguments: this.arguments() };
      } else {
        object = { kind: 'member', object, name, at };
      }
    }
    this.depth = outer;
    return object;
  }

  /** number | string | identifier | identifier , "(" , [ arguments ] , ")" | "(" , expression , ")" */
  private primary(): Expression {
    const token = this.take();
    const at = place(token);
    switch (token.kind) {
      case 'number':
        return { kind: 'number', text: token.text, at };
      case 'string':
        return { kind: 'string', value: token.text, at };
      case 'identifier':
        if (this.is('(')) return { kind: 'call', name: token.text, at, arguments: this.arguments() };
        return { kind: 'name', name: token.text, at };
    }
    if (token.kind !== 'operator' || token.text !== '(')
      throw new Unreadable(token, `Expected a value, but found ${describe(token)}`);
    const inner = this.expression();
    if (!this.is(')')) throw new Unreadable(this.token, `Expected an operator or ), but found ${describe(this.token)}`);
    this.next++;
    return inner;
  }

  /** "(" , [ expression , { "," , expression } ] , ")" */
  private arguments(): readonly Expression[] {
    this.next++;
    const list: Expression[] = [];
    if (this.is(')')) {
      this.next++;
      return list;
    }
    for (;;) {
      list.push(this.expression());
      if (this.is(',')) {
        this.next++;
        continue;
      }
      if (!this.is(')'))
        throw new Unreadable(this.token, `Expected an operator, a comma or ), but found ${describe(this.token)}`);
      this.next++;
      return list;
    }
  }

  /** an identifier followed by = */
  private assignsAt(index: number): boolean {
    if (this.tokens[index].kind !== 'identifier') return false;
    const following = this.tokens[index + 1];
    return following.kind === 'operator' && following.text === '=';
  }

  private get token(): Token {
    return this.tokens[this.next];
  }

  private get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** the token at hand, and on to the next; the end is never passed */
  private take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.next++;
    return token;
  }

  private is(operator: string): boolean {
    const { token } = this;
    return token.kind === 'operator' && token.text === operator;
  }

  private isAmong(operators: readonly string[]): boolean {
    const { token } = this;
    return token.kind === 'operator' && operators.includes(token.text);
  }

  private enter(): void {
    this.depth++;
    if (this.depth > MAX_NESTING)
      throw new Unreadable(this.token, `The expression is nested deeper than ${MAX_NESTING} levels`);
  }

  private countStatement(): void {
    this.seen++;
    if (this.seen === MAX_STATEMENTS + 1)
      this.report(this.token, `The formula has more than ${MAX_STATEMENTS} statements`);
  }

  private missingSemicolon(): string {
    const { token } = this;
    if (token.kind === 'operator') {
      if (token.text === '=')
        return '= assigns to a name at the beginning of a statement, nowhere else; equality is ==';
      return `Unexpected ${describe(token)}`;
    }
    return `Expected an operator, or a semicolon before ${describe(token)}`;
  }

  /** characters that are in no token have been reported where they stand */
  private report(at: Token, message: string): void {
    if (at.kind === 'unreadable') return;
    this.problems.push({ code: 'AutoScalingFormulaSyntaxError', message, ...place(at) });
  }

  /** Goes on behind the next semicolon, or where a new line begins with an assignment: there the semicolon was forgotten. */
  private recover(start: number): void {
    if (this.assignsAt(start)) this.lostTargets.push(this.tokens[start].text);
    for (; !this.atEnd && !this.is(';'); this.next++) {
      const startsLine = this.next > start && this.token.line > this.tokens[this.next - 1].line;
      if (startsLine && this.assignsAt(this.next)) return;
    }
  }
}

function place({ line, column }: Position): Position {
  return { line, column };
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the formula';
  return token.kind === 'string' ? `"${token.text}"` : token.text;
}
