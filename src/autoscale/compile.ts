/**
 * A tree into code: nested functions, each variable a numbered slot, constant parts computed beforehand. Whatever can fail fails when it
 * is run, as in the service: a formula with an undefined name compiles.
 */
import {
  assignmentError,
  callTypeError,
  conditionText,
  functionAsValueText,
  noMemberText,
  noMethodText,
  reservedText,
} from './complaints.ts';
import { evaluationError, undefinedSymbol } from './errors.ts';
import { type Frame, lackSamples } from './frame.ts';
import { FUNCTIONS, type LanguageFunction } from './functions.ts';
import { METHODS } from './methods.ts';
import { METRICS, type Metric, OPTION_VARIABLE, TARGET_VARIABLES } from './names.ts';
import { applyBinary, applyUnary, ON_DOUBLES, OperatorFailure } from './operators.ts';
import type { Position } from './position.ts';
import { dateOf, TIME_INTERVALS, TIMESTAMP_MEMBERS, Timestamp } from './ticks.ts';
import type {
  BinaryOperator,
  Call,
  Chain,
  Conditional,
  Expression,
  Member,
  Method,
  Name,
  Statement,
  Unary,
} from './tree.ts';
import { OPTION_WORDS, typeOf, type Value } from './values.ts';
import {
  deallocationOption,
  dedicatedTarget,
  FIRST_USER_SLOT,
  lowPriorityTarget,
  slotsOf,
  type UserVariable,
} from './variables.ts';

type Code = (frame: Frame) => Value;

interface Compiled {
  readonly code: Code;
  /** what it is always worth; `undefined`: that depends */
  readonly constant?: Value;
}

export interface CompiledFormula {
  readonly statements: readonly ((frame: Frame) => void)[];
  readonly slots: number;
  /** in the order of `results`: by name, ordinal */
  readonly userVariables: readonly UserVariable[];
}

export function compileStatements(statements: readonly Statement[]): CompiledFormula {
  const { slots, userVariables } = slotsOf(statements);
  const compiler = new Compiler(slots);
  return { statements: statements.map((statement) => compiler.statement(statement)), slots: slots.size, userVariables };
}

class Compiler {
  private readonly slots: ReadonlyMap<string, number>;

  constructor(slots: ReadonlyMap<string, number>) {
    this.slots = slots;
  }

  statement({ target, expression }: Statement): (frame: Frame) => void {
    const { code } = this.expression(expression);
    if (target === null) return code;
    const { name, at, equals } = target;
    const slot = this.slots.get(name);
    if (slot === undefined) {
      return (frame) => {
        code(frame);
        throw evaluationError(at, reservedText(name));
      };
    }
    const isChecked = slot < FIRST_USER_SLOT;
    return (frame) => {
      const value = code(frame);
      const refusal = isChecked ? assignmentError(name, typeOf(value)) : null;
      if (refusal !== null) throw evaluationError(equals, refusal);
      frame.steps++;
      frame.variables[slot] = value;
      frame.assignedAt[slot] = at;
    };
  }

  private expression(expression: Expression): Compiled {
    switch (expression.kind) {
      case 'number':
        return constant(Number(expression.text));
      case 'string':
        return constant(expression.value);
      case 'name':
        return this.name(expression);
      case 'call':
        return { code: this.call(expression) };
      case 'member':
        return { code: this.member(expression) };
      case 'method':
        return { code: this.method(expression) };
      case 'unary':
        return this.unary(expression);
      case 'chain':
        return expression.rest[0].operator === '&&' || expression.rest[0].operator === '||'
          ? { code: this.logical(expression) }
          : this.chain(expression);
      case 'conditional':
        return { code: this.conditional(expression) };
    }
  }

  private name({ name, at }: Name): Compiled {
    const known = TIME_INTERVALS.get(name) ?? OPTION_WORDS.get(name);
    if (known !== undefined) return constant(known);
    const metric = METRICS.get(name);
    if (metric !== undefined) return { code: bareMetric(metric, name, at) };
    switch (TARGET_VARIABLES.get(name)) {
      case 'dedicated':
        return { code: dedicatedTarget };
      case 'lowPriority':
        return { code: lowPriorityTarget };
    }
    if (name === OPTION_VARIABLE) return { code: deallocationOption };
    const slot = this.slots.get(name);
    if (slot !== undefined) {
      return {
        code: (frame) => {
          const value = frame.variables[slot];
          if (value === undefined) throw undefinedSymbol(at, name);
          return value;
        },
      };
    }
    return {
      code: () => {
        throw FUNCTIONS.has(name) ? evaluationError(at, functionAsValueText(name)) : undefinedSymbol(at, name);
      },
    };
  }

  private call({ name, at, arguments: expressions }: Call): Code {
    const called = FUNCTIONS.get(name);
    if (called === undefined) {
      return () => {
        throw undefinedSymbol(at, name);
      };
    }
    const codes = expressions.map((argument) => this.expression(argument).code);
    return (frame) => {
      const args = accepted(name, called, codes, at, frame);
      return called.apply(args, frame);
    };
  }

  private member({ object, name, at }: Member): Code {
    const read = TIMESTAMP_MEMBERS.get(name);
    if (object.kind === 'name' && METRICS.has(object.name)) {
      return () => {
        throw evaluationError(at, noMemberText('metric', name));
      };
    }
    const { code } = this.expression(object);
    return (frame) => {
      const value = code(frame);
      if (read === undefined || !(value instanceof Timestamp))
        throw evaluationError(at, noMemberText(typeOf(value), name));
      frame.steps++;
      return read(dateOf(value));
    };
  }

  private method({ object, name, at, parenthesis, arguments: expressions }: Method): Code {
    const metric = object.kind === 'name' ? METRICS.get(object.name) : undefined;
    if (object.kind !== 'name' || metric === undefined) {
      const { code } = this.expression(object);
      return (frame) => {
        throw evaluationError(at, noMethodText(typeOf(code(frame)), name));
      };
    }
    const method = METHODS.get(name);
    if (method === undefined) {
      return () => {
        throw evaluationError(at, noMethodText('metric', name));
      };
    }
    const codes = expressions.map((argument) => this.expression(argument).code);
    const lack = (text: string) => lackSamples(parenthesis, text);
    return (frame) => {
      const args = codes.map((code) => code(frame));
      frame.at = at;
      frame.spend(1);
      const types = args.map(typeOf);
      if (!method.accepts(types)) throw evaluationError(at, callTypeError(name, method, types));
      return method.apply(args, { evaluation: frame, samples: frame.samples, metric, name: object.name, lack });
    };
  }

  private unary({ operator, at, operand }: Unary): Compiled {
    const { code, constant: known } = this.expression(operand);
    if (known !== undefined) {
      const value = applyUnary(operator, known);
      if (!(value instanceof OperatorFailure)) return constant(value);
    }
    return {
      code: (frame) => {
        frame.steps++;
        return done(applyUnary(operator, code(frame)), at);
      },
    };
  }

  /** operators other than && and ||; what is constant at the beginning is computed here */
  private chain({ first, rest }: Chain): Compiled {
    let head = this.expression(first);
    const links: Link[] = [];
    for (const { operator, at, operand } of rest) {
      const right = this.expression(operand);
      const known = links.length === 0 ? foldConstants(head, operator, right) : null;
      if (known !== null) head = constant(known);
      else links.push({ operator, at, onDoubles: ON_DOUBLES[operator], code: right.code });
    }
    if (links.length === 0) return head;
    const { code } = head;
    const [only] = links;
    if (links.length === 1) return { code: (frame) => joined(code(frame), only, frame) };
    return {
      code: (frame) => {
        let value = code(frame);
        for (const link of links) value = joined(value, link, frame);
        return value;
      },
    };
  }

  /** the value is decided by the first operand that is false (&&) or true (||) */
  private logical({ first, rest }: Chain): Code {
    const isAnd = rest[0].operator === '&&';
    const { code: head } = this.expression(first);
    const links = rest.map(({ operator, at, operand }) => ({ operator, at, code: this.expression(operand).code }));
    return (frame) => {
      let left = head(frame);
      for (const { operator, at, code } of links) {
        frame.steps++;
        if (typeof left !== 'number') return done(applyBinary(operator, left, 1), at);
        if ((left !== 0) !== isAnd) return isAnd ? 0 : 1;
        left = done(applyBinary(operator, left, code(frame)), at);
      }
      return left;
    };
  }

  private conditional({ condition, at, ifTrue, ifFalse }: Conditional): Code {
    const test = this.expression(condition).code;
    const chosen = this.expression(ifTrue).code;
    const other = this.expression(ifFalse).code;
    return (frame) => {
      const value = test(frame);
      if (typeof value !== 'number') throw evaluationError(at, conditionText(typeOf(value)));
      frame.steps++;
      return value !== 0 ? chosen(frame) : other(frame);
    };
  }
}

function constant(value: Value): Compiled {
  return { code: () => value, constant: value };
}

interface Link {
  readonly operator: BinaryOperator;
  readonly at: Position;
  readonly onDoubles: (left: number, right: number) => number;
  readonly code: Code;
}

function joined(left: Value, { operator, at, onDoubles, code }: Link, frame: Frame): Value {
  const right = code(frame);
  frame.steps++;
  if (typeof left === 'number' && typeof right === 'number') return onDoubles(left, right);
  const value = done(applyBinary(operator, left, right), at);
  frame.at = at;
  if (Array.isArray(value)) frame.spend(value.length);
  return value;
}

/** `null`: it depends, or it fails, which is left to the evaluation */
function foldConstants(left: Compiled, operator: BinaryOperator, right: Compiled): Value | null {
  if (left.constant === undefined || right.constant === undefined) return null;
  const value = applyBinary(operator, left.constant, right.constant);
  return value instanceof OperatorFailure ? null : value;
}

function done(value: Value | OperatorFailure, at: Position): Value {
  if (value instanceof OperatorFailure) throw evaluationError(at, value.text);
  return value;
}

function accepted(
  name: string,
  called: LanguageFunction,
  codes: readonly Code[],
  at: Position,
  frame: Frame,
): readonly Value[] {
  const args = codes.map((code) => code(frame));
  frame.at = at;
  frame.spend(1);
  const types = args.map(typeOf);
  if (!called.accepts(types)) throw evaluationError(at, callTypeError(name, called, types));
  return args;
}

/** A metric that stands alone is a double: the pool's own count, or the newest sample. */
function bareMetric(metric: Metric, name: string, at: Position): Code {
  const { live, samples } = metric;
  if (live !== null) return (frame) => live(frame.pool);
  return (frame) => frame.samples.newest(samples, 1)[0] ?? lackSamples(at, `${name} has no sample`);
}
