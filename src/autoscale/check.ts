/**
 * Everything that is wrong with a formula, found without running it: what the service refuses at once, and what it would only find in
 * an evaluation. Types are followed from statement to statement; what depends on values or samples is not decided here.
 *
 * A problem is one that every evaluation of its expression would meet. An expression in a branch that is never chosen counts too.
 */
import {
  assignmentError,
  binaryTypeError,
  callTypeError,
  conditionText,
  functionAsValueText,
  noMemberText,
  noMethodText,
  reservedText,
  unaryTypeError,
  undefinedSymbolText,
  unreadableTimeText,
} from './complaints.ts';
import type { Problem } from './errors.ts';
import { FUNCTIONS, isReserved, type Signature } from './functions.ts';
import { METHODS } from './methods.ts';
import { METRICS, OPTION_VARIABLE, TARGET_VARIABLES } from './names.ts';
import { binaryType, unaryType } from './operators.ts';
import { parseFormula } from './parser.ts';
import { comparePositions, type Position } from './position.ts';
import { TIME_INTERVALS, TIMESTAMP_MEMBERS } from './ticks.ts';
import { isTimeText } from './time-text.ts';
import type { Call, Chain, Conditional, Expression, Member, Method, Name, Statement, Unary } from './tree.ts';
import { OPTION_WORDS, TYPES, type Type } from './values.ts';

/** All problems in the order of the text; none: the formula is accepted, and fails at most for want of samples or for its numbers. */
export function checkFormula(text: string): readonly Problem[] {
  const { statements, problems, lostTargets } = parseFormula(text);
  const checker = new Checker(lostTargets);
  for (const statement of statements) checker.statement(statement);
  return [...problems, ...checker.problems].sort(comparePositions);
}

/** the types an expression may have; never empty */
type Types = readonly Type[];

const ANY: Types = TYPES;
/** one list of arguments has at most so many places whose types depend on each other */
const DEPENDENT_ARGUMENTS = 3;

class Checker {
  readonly problems: Problem[] = [];
  private readonly variables = new Map<string, Types>();

  constructor(lostTargets: readonly string[]) {
    for (const name of lostTargets) this.variables.set(name, ANY);
  }

  statement({ target, expression }: Statement): void {
    const types = this.expression(expression);
    if (target === null) return;
    const { name, at, equals } = target;
    if (isReserved(name)) {
      this.report(at, reservedText(name));
      return;
    }
    if (types.every((type) => assignmentError(name, type) !== null))
      this.report(equals, assignmentError(name, oneOf(types)) as string);
    this.variables.set(name, types);
  }

  private expression(expression: Expression): Types {
    switch (expression.kind) {
      case 'number':
        return ['double'];
      case 'string':
        return ['string'];
      case 'name':
        return this.name(expression);
      case 'call':
        return this.call(expression);
      case 'member':
        return this.member(expression);
      case 'method':
        return this.method(expression);
      case 'unary':
        return this.unary(expression);
      case 'chain':
        return this.chain(expression);
      case 'conditional':
        return this.conditional(expression);
    }
  }

  private name({ name, at }: Name): Types {
    if (METRICS.has(name) || TARGET_VARIABLES.has(name)) return ['double'];
    if (TIME_INTERVALS.has(name)) return ['timeinterval'];
    if (OPTION_WORDS.has(name) || name === OPTION_VARIABLE) return ['deallocation option'];
    const types = this.variables.get(name);
    if (types !== undefined) return types;
    return this.wrong(at, FUNCTIONS.has(name) ? functionAsValueText(name) : undefinedSymbolText(name));
  }

  private call(call: Call): Types {
    const { name, at } = call;
    const called = FUNCTIONS.get(name);
    const args = call.arguments.map((argument) => this.expression(argument));
    if (called === undefined) return this.wrong(at, undefinedSymbolText(name));
    const [only, ...more] = call.arguments;
    const isText = more.length === 0 && only?.kind === 'string';
    if (name === 'time' && isText && only.value !== '' && !isTimeText(only.value)) {
      return this.wrong(at, unreadableTimeText(only.value));
    }
    return this.result(name, called, args, at);
  }

  private member({ object, name, at }: Member): Types {
    if (object.kind === 'name' && METRICS.has(object.name)) return this.wrong(at, noMemberText('metric', name));
    const types = this.expression(object);
    if (!TIMESTAMP_MEMBERS.has(name) || !types.includes('timestamp'))
      return this.wrong(at, noMemberText(oneOf(types), name));
    return ['double'];
  }

  private method(called: Method): Types {
    const { object, name, at } = called;
    if (object.kind !== 'name' || !METRICS.has(object.name)) {
      const types = this.expression(object);
      return types === ANY ? ANY : this.wrong(at, noMethodText(oneOf(types), name)); // what is ANY was complained of
    }
    const method = METHODS.get(name);
    const args = called.arguments.map((argument) => this.expression(argument));
    return method === undefined ? this.wrong(at, noMethodText('metric', name)) : this.result(name, method, args, at);
  }

  private unary({ operator, at, operand }: Unary): Types {
    const types = this.expression(operand);
    const results = union(types.map((type) => unaryType(operator, type)));
    return results.length > 0 ? results : this.wrong(at, unaryTypeError(operator, oneOf(types)));
  }

  private chain({ first, rest }: Chain): Types {
    let left = this.expression(first);
    for (const { operator, at, operand } of rest) {
      const right = this.expression(operand);
      const results = union(left.flatMap((one) => right.map((other) => binaryType(operator, one, other))));
      left = results.length > 0 ? results : this.wrong(at, binaryTypeError(operator, oneOf(left), oneOf(right)));
    }
    return left;
  }

  private conditional({ condition, at, ifTrue, ifFalse }: Conditional): Types {
    const types = this.expression(condition);
    if (!types.includes('double')) this.report(at, conditionText(oneOf(types)));
    return union([...this.expression(ifTrue), ...this.expression(ifFalse)]);
  }

  /** what a call gives for the types its arguments may have */
  private result(name: string, signature: Signature, args: readonly Types[], at: Position): Types {
    const accepted = combinations(args).filter((types) => signature.accepts(types));
    const results = union(accepted.map((types) => signature.result(types)));
    return results.length > 0 ? results : this.wrong(at, callTypeError(name, signature, args.map(oneOf)));
  }

  private wrong(at: Position, message: string): Types {
    this.report(at, message);
    return ANY;
  }

  private report(at: Position, message: string): void {
    this.problems.push({ code: 'AutoScalingFormulaEvaluationError', message, line: at.line, column: at.column });
  }
}

/** One type for each place, in all ways. Of a longer list, whose places are judged each by itself, the first that is not ill. */
function combinations(args: readonly Types[]): readonly (readonly Type[])[] {
  if (args.length > DEPENDENT_ARGUMENTS) {
    return [args.map((types) => types.find((type) => type === 'double' || type === 'doubleVec') ?? types[0])];
  }
  return args.reduce<readonly (readonly Type[])[]>(
    (lists, types) => lists.flatMap((list) => types.map((type) => [...list, type])),
    [[]],
  );
}

function union(types: readonly (Type | null)[]): Types {
  return [...new Set(types)].filter((type) => type !== null);
}

function oneOf(types: Types): string {
  return types.length === TYPES.length ? 'an unknown type' : types.join(' or ');
}
