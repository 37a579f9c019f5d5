import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Clause, Expression } from '#src/vocabulary/index.ts'
import { MisreadError } from '#src/vocabulary/index.ts'
import { Conditions } from '#src/vocabulary/condition/grammar.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { nameText, RESERVED } from '#src/vocabulary/condition/words.ts'
import { conditionText } from './condition-text.ts'
import { clause, seriesOf } from './conditions.ts'

const series = (name: string): Expression => ({ kind: 'series', name })
const number = (value: number): Expression => ({ kind: 'number', value })
const minus = (of: Expression): Expression => ({ kind: 'negate', of })
const step: Expression = { kind: 'step' }
const calculate = (left: Expression, operator: '+' | '-' | '*' | '/' | '^', right: Expression): Expression => ({
  kind: 'arithmetic',
  operator,
  left,
  right,
})
const compare = (left: Expression, operator: '<' | '<=' | '>' | '>=' | '=' | '!=', right: Expression): Clause => ({
  kind: 'compare',
  operator,
  left,
  right,
})
const less = (name: string, value = 1) => compare(series(name), '<', number(value))
const call = (name: 'abs' | 'log10' | 'max', ...of: Expression[]): Expression => ({ kind: 'call', name, of })

const TEXTS: [text: string, clause: Clause][] = [
  ['effective-rank/w1 < 20', less('effective-rank/w1', 20)],
  ['test-loss >= 2 * train-loss', compare(series('test-loss'), '>=', calculate(number(2), '*', series('train-loss')))],
  ['abs(generalization-gap) < 1e-3', compare(call('abs', series('generalization-gap')), '<', number(1e-3))],
  ['log10(test-loss) < -3', compare(call('log10', series('test-loss')), '<', minus(number(3)))],
  ['max (a,b)<.5', compare(call('max', series('a'), series('b')), '<', number(0.5))],
  ['step >= 1000', compare(step, '>=', number(1000))],
  ['weight-norm/w1.null < 1', less('weight-norm/w1.null')],
  ['my-probe.v2 < 1', less('my-probe.v2')],
  ['abs < 1', less('abs')],
  ['forward-length < 1', less('forward-length')],
  ['"a b" < 1', less('a b')],
  [String.raw`"say \"for\" \\" < 1`, less(String.raw`say "for" \ `.trim())],
  ['a - b < 1', compare(calculate(series('a'), '-', series('b')), '<', number(1))],
  ['a-b < 1', less('a-b')],
  ['a - b - c = 1', compare(calculate(calculate(series('a'), '-', series('b')), '-', series('c')), '=', number(1))],
  ['a / b / c = 1', compare(calculate(calculate(series('a'), '/', series('b')), '/', series('c')), '=', number(1))],
  ['a - (b - c) == 1', compare(calculate(series('a'), '-', calculate(series('b'), '-', series('c'))), '=', number(1))],
  ['a + b * c ≤ 1', compare(calculate(series('a'), '+', calculate(series('b'), '*', series('c'))), '<=', number(1))],
  ['(a + b) * c ≥ 1', compare(calculate(calculate(series('a'), '+', series('b')), '*', series('c')), '>=', number(1))],
  ['-a ^ 2 ≠ 1', compare(minus(calculate(series('a'), '^', number(2))), '!=', number(1))],
  [
    'a ^ -b ^ 2 > 1',
    compare(calculate(series('a'), '^', minus(calculate(series('b'), '^', number(2)))), '>', number(1)),
  ],
  [
    'test-loss falls by 20 % within 500 steps',
    { kind: 'changes', how: 'falls', of: series('test-loss'), by: { value: 20, unit: 'percent' }, within: 500 },
  ],
  [
    'test-accuracy rises by 0.3 within 1 step',
    { kind: 'changes', how: 'rises', of: series('test-accuracy'), by: { value: 0.3, unit: 'absolute' }, within: 1 },
  ],
  [
    'weight-norm/total changes by 5% within 50 steps',
    { kind: 'changes', how: 'changes', of: series('weight-norm/total'), by: { value: 5, unit: 'percent' }, within: 50 },
  ],
  ['train-loss rises above 1', { kind: 'crosses', how: 'rises-above', of: series('train-loss'), level: number(1) }],
  ['test-loss falls below 0.01', { kind: 'crosses', how: 'falls-below', of: series('test-loss'), level: number(0.01) }],
  ['any value is not finite', { kind: 'any-not-finite' }],
  ['train-loss is not finite', { kind: 'finite', of: series('train-loss'), finite: false }],
  ['gradient-norm/total is finite', { kind: 'finite', of: series('gradient-norm/total'), finite: true }],
  ['sharpness is absent', { kind: 'absent', series: 'sharpness' }],
  ['score("cusum") >= 0.7', compare({ kind: 'score', name: 'cusum' }, '>=', number(0.7))],
  ['event("grokked")', { kind: 'event', name: 'grokked' }],
  [
    'not event( "Loss \\"spike\\"" ) and event < 1',
    { kind: 'and', of: [{ kind: 'not', of: { kind: 'event', name: 'Loss "spike"' } }, less('event')] },
  ],
  ['a < 1 for 100 steps', { kind: 'held', of: less('a'), steps: 100 }],
  ['not a < 1 for 2 steps', { kind: 'not', of: { kind: 'held', of: less('a'), steps: 2 } }],
  ['(not a < 1) for 2 steps', { kind: 'held', of: { kind: 'not', of: less('a') }, steps: 2 }],
  [
    'a < 1 or b < 1 and not c < 1',
    { kind: 'or', of: [less('a'), { kind: 'and', of: [less('b'), { kind: 'not', of: less('c') }] }] },
  ],
  ['(a < 1 or b < 1) and c < 1', { kind: 'and', of: [{ kind: 'or', of: [less('a'), less('b')] }, less('c')] }],
  ['((a)) < (1)', less('a')],
]

describe('parseCondition', () => {
  test.each(TEXTS)('%s', (text, clause) => {
    expect(parseCondition(text)).toEqual({ text, clause })
    expect(parseCondition(conditionText({ clause })).clause).toEqual(clause)
  })

  test('every condition is read again from its text, and survives JSON', () => {
    fc.assert(
      fc.property(clause, (clause) => {
        const text = conditionText({ clause })
        fc.pre(text.length <= 1000)
        expect(parseCondition(text).clause).toEqual(clause)
        expect(JSON.parse(JSON.stringify(clause))).toEqual(clause)
      }),
      { numRuns: 500 },
    )
  })

  test('a normal text is its own normal form', () => {
    expect(conditionText(parseCondition(' ( a<1 )and not(not  "b">=-2*(c+1))'))).toBe(
      'a < 1 and not not b >= -2 * (c + 1)',
    )
  })

  test('whether a name needs quotes is decided without the grammar, and as the grammar decides', () => {
    const isRead = (name: string) => Conditions.match(name, 'name').succeeded()
    for (const word of RESERVED) expect([isRead(word), nameText(word)]).toEqual([false, `"${word}"`])
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '/', '.', ':', '_', ' ', 'é', '²') }),
        (name) => {
          expect(nameText(name) === name).toBe(isRead(name))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('names the series that are read, each once, or says that it reads any', () => {
    expect(seriesOf(parseCondition('a < b and (c falls below a or "d e" is absent) and x + 1 is finite'))).toEqual([
      'a',
      'b',
      'c',
      'd e',
      'x',
    ])
    expect(seriesOf(parseCondition('step > 3'))).toEqual([])
    expect(seriesOf(parseCondition('a < 1 or any value is not finite'))).toBe('any')
  })
})

const ERRORS: [text: string, offset: number, message: string][] = [
  ['test-loss < < 3', 12, "expected a number, a series or '(', got '<'"],
  ['', 0, "expected a number, a series, '(' or 'any', got the end"],
  ['test-loss 3', 10, "expected a comparison, an operator, 'changes', 'falls', 'is' or 'rises', got '3'"],
  ['a < 3 AND b > 2', 6, "expected an operator, 'and', 'or', 'for' or the end, got 'AND'"],
  ['a and b', 2, "expected a comparison, an operator, 'changes', 'falls', 'is' or 'rises', got 'and'"],
  ['(a < 3', 6, "expected ')', got the end"],
  ['a is odd', 5, "expected 'absent', 'finite' or 'not', got 'odd'"],
  ['a falls by x within 3 steps', 11, "expected a number, got 'x'"],
  ['a falls by 3 % during 3 steps', 15, "expected 'within', got 'during'"],
  ['a falls by 0 within 3 steps', 11, "expected an amount above 0, got '0'"],
  ['a falls by 1 within 2.5 steps', 20, "expected a whole number of steps, at least 1, got '2.5'"],
  ['a < 1 for 0 steps', 10, "expected a whole number of steps, at least 1, got '0'"],
  ['event(grokked)', 6, "expected the id of a detector or the label of an event in quotes, got 'grokked'"],
  ['a < 1e999', 4, "expected a number that a double can hold, got '1e999'"],
  ['eval(a) < 1', 0, "expected 'abs', 'sqrt', 'exp', 'log', 'log2', 'log10', 'min' or 'max', got 'eval'"],
  ['toString(a) < 1', 0, "expected 'abs', 'sqrt', 'exp', 'log', 'log2', 'log10', 'min' or 'max', got 'toString'"],
  ['abs(a, b) < 1', 7, "expected ')' after the one value of abs, got 'b'"],
  ['3 falls below step', 0, "expected something that is measured, such as a series, got '3'"],
  ['step > 3 for 5 steps', 0, "expected something that is measured, such as a series, got 'step'"],
  [
    'b < 1 and a falls below 1 for 5 steps',
    10,
    "expected before 'for' only comparisons, 'is finite', 'is not finite' and 'is absent' of named series, got 'a'",
  ],
]

describe('what is no condition', () => {
  test.each(ERRORS)('%s', (text, offset, message) => {
    const error = thrownBy(() => parseCondition(text))
    expect(error.message).toBe(`At character ${offset + 1} of '${text}': ${message}`)
    expect(error).toMatchObject({ kind: 'usage', text, offset })
    expect(error.expected.length).toBeGreaterThan(0)
  })

  test('is shown around the character and in one line, however long or broken', () => {
    const { message } = thrownBy(() => parseCondition(`${'a + '.repeat(50)}\n\n#${' + a'.repeat(50)}`))
    expect(message).toMatch(/^At character 203 of '… .{60,110} …': expected a number, a series or '\(', got '#'$/)
  })

  test('is refused where it is long or nested enough to hold a process up', () => {
    expect(thrownBy(() => parseCondition('x'.repeat(1001))).message).toContain('expected at most 1000 characters')
    const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)} < 1`
    expect(parseCondition(nested(20)).clause).toEqual(less('a'))
    expect(thrownBy(() => parseCondition(nested(21)))).toMatchObject({ offset: 20 })
    expect(parseCondition(`"${'('.repeat(30)}" < 1`).clause).toEqual(less('('.repeat(30)))
    for (const chain of ['a < 1 and ', 'not ', '-', 'a ^ ', 'a - ', 'a / '])
      expect(() => parseCondition(`${chain.repeat(900 / chain.length)}a < 1`)).not.toThrow()
  })

  test('never throws anything but where it stopped making sense', () => {
    const word = fc.constantFrom(
      ...RESERVED,
      ...[
        'any value',
        'finite',
        'absent',
        'abs',
        'x',
        '1',
        '%',
        '(',
        ')',
        '<',
        '-',
        '^',
        ',',
        '"',
        '\\',
        '"x"',
        ' ',
        '5 steps',
      ],
      ...['pause', 'mark', 'densify', 'fork', '='],
    )
    const soup = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        for (const parse of [parseCondition, parseActions])
          try {
            parse(text)
          } catch (error) {
            expect(error).toBeInstanceOf(MisreadError)
            expect((error as MisreadError).offset).toBeLessThanOrEqual(text.length)
            expect((error as MisreadError).message).not.toMatch(/[\n\r]/)
          }
      }),
      { numRuns: 500 },
    )
  })
})

test('every example of the README is read', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../../src/vocabulary/condition/README.md'), 'utf8')
  const examples = (kind: string) =>
    [...readme.matchAll(new RegExp(`\`\`\`${kind}\n([^\`]*)\`\`\``, 'g'))].flatMap(([, block]) =>
      block!.trim().split('\n'),
    )
  expect([examples('condition').length, examples('actions').length]).toEqual([19, 7])
  for (const text of examples('condition')) expect(parseCondition(text).text).toBe(text)
  for (const text of examples('actions')) expect(parseActions(text).length).toBeGreaterThan(0)
  expect(readme).toContain(thrownBy(() => parseCondition('test-loss < < 3')).message)
})

function thrownBy(run: () => unknown): MisreadError {
  try {
    run()
  } catch (error) {
    if (error instanceof MisreadError) return error
    throw error
  }
  throw new Error('Expected a text that cannot be read')
}
