/** A tree into text: one statement a line, no more parentheses than needed. Reading the text again gives the same tree. */
import { type Expression, LEVELS, type Statement } from './tree.ts';

export function printFormula(statements: readonly Statement[]): string {
  return statements.map((statement) => `${printStatement(statement)};\n`).join('');
}

function printStatement({ target, expression }: Statement): string {
  const text = printExpression(expression);
  return target === null ? text : `${target.name} = ${text}`;
}

/** How tightly an expression holds together; an operand must hold tighter than its operator. */
const CONDITIONAL = -1;
const UNARY = LEVELS.length;
const POSTFIX = UNARY + 1;
/** a number before a point would swallow it */
const NUMBER = UNARY;

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'string':
      return `"${expression.value}"`;
    case 'name':
      return expression.name;
    case 'call':
      return `${expression.name}(${expression.arguments.map(printExpression).join(', ')})`;
    case 'member':
      return `${operand(expression.object, POSTFIX)}.${expression.name}`;
    case 'method':
      return `${operand(expression.object, POSTFIX)}.${expression.name}(${expression.arguments.map(printExpression).join(', ')})`;
    case 'unary':
      return `${expression.operator}${operand(expression.operand, UNARY)}`;
    case 'chain': {
      const tighter = expression.level + 1;
      const links = expression.rest.map((link) => ` ${link.operator} ${operand(link.operand, tighter)}`);
      return `${operand(expression.first, tighter)}${links.join('')}`;
    }
    case 'conditional': {
      const condition = operand(expression.condition, CONDITIONAL + 1);
      return `${condition} ? ${printExpression(expression.ifTrue)} : ${printExpression(expression.ifFalse)}`;
    }
  }
}

function operand(expression: Expression, tightness: number): string {
  const text = printExpression(expression);
  return tightnessOf(expression) >= tightness ? text : `(${text})`;
}

function tightnessOf(expression: Expression): number {
  switch (expression.kind) {
    case 'conditional':
      return CONDITIONAL;
    case 'chain':
      return expression.level;
    case 'unary':
      return UNARY;
    case 'number':
      return NUMBER;
    default:
      return POSTFIX;
  }
}
