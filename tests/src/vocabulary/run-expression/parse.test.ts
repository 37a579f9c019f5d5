import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  equalsText,
  MisreadError,
  onsetText,
  parameterText,
  settingOf,
  RUN_FIELDS,
  SERIES_FUNCTIONS,
  seriesText,
  transitionText,
  splitExpressions,
  type RunClause,
  type RunExpression,
  type SeriesFunction,
} from '#src/vocabulary/index.ts'
import { RUN_FUNCTIONS } from '#src/vocabulary/run-expression/functions.ts'
import { parseRunClause, parseRunExpression } from '#src/vocabulary/run-expression/parse.ts'

const number = (value: number): RunExpression => ({ kind: 'number', value })
const text = (value: string): RunExpression => ({ kind: 'text', value })
const parameter = (name: string): RunExpression => ({ kind: 'parameter', name })
const field = (name: keyof typeof RUN_FIELDS): RunExpression => ({ kind: 'field', name })
const series = (of: SeriesFunction, name: string): RunExpression => ({ kind: 'series', of, series: name })
const onset = (mark: string): RunExpression => ({ kind: 'onset', mark })
const calculate = (left: RunExpression, operator: '+' | '-' | '*' | '/', right: RunExpression): RunExpression => ({
  kind: 'arithmetic',
  operator,
  left,
  right,
})
const compare = (left: RunExpression, operator: '<' | '>' | '=' | '!=' | '>=', right: RunExpression): RunClause => ({
  kind: 'compare',
  operator,
  left,
  right,
})

const EXPRESSIONS: [text: string, expression: RunExpression][] = [
  ['weightDecay', parameter('weightDecay')],
  ['hidden.width', parameter('hidden.width')],
  ['ms-per-step', field('ms-per-step')],
  ['steps', field('steps')],
  ['stepsize', parameter('stepsize')],
  ['isotropic', parameter('isotropic')],
  ['parameter("steps")', parameter('steps')],
  ['parameter ( "a \\"b\\"" )', parameter('a "b"')],
  ['"paper"', text('paper')],
  ['last("test-accuracy")', series('last', 'test-accuracy')],
  ['min("a b")', series('min', 'a b')],
  ['max(1, seed)', { kind: 'call', name: 'max', of: [number(1), field('seed')] }],
  ['max(first("a"), 2)', { kind: 'call', name: 'max', of: [series('first', 'a'), number(2)] }],
  ['min(seed)', { kind: 'call', name: 'min', of: [field('seed')] }],
  ['at("a", 100)', { kind: 'at', series: 'a', step: number(100) }],
  ['at("a", onset("m") + 5)', { kind: 'at', series: 'a', step: calculate(onset('m'), '+', number(5)) }],
  ['area("a")', { kind: 'area', series: 'a' }],
  ['duration("m") + duration', calculate({ kind: 'transition', of: 'duration', mark: 'm' }, '+', field('duration'))],
  ['onset-low("m")-onset-high("n")', calculate({ kind: 'transition', of: 'onset-low', mark: 'm' }, '-', { kind: 'transition', of: 'onset-high', mark: 'n' })], // prettier-ignore
  ['reached("a", 0.9)', { kind: 'reached', series: 'a', level: { kind: 'number', value: 0.9 } }],
  ['delay("a", "b")', calculate(onset('b'), '-', onset('a'))],
  ['-seed', { kind: 'negate', of: field('seed') }],
  ['step - seed / 2', calculate(field('step'), '-', calculate(field('seed'), '/', number(2)))],
]

const CLAUSES: [text: string, clause: RunClause][] = [
  ['tag = "paper"', compare(field('tag'), '=', text('paper'))],
  ['a == 1', compare(parameter('a'), '=', number(1))],
  ['a ≠ 1', compare(parameter('a'), '!=', number(1))],
  ['name ~ "^a+"', { kind: 'matches', of: field('name'), pattern: '^a+' }],
  ['a is absent', { kind: 'absent', of: parameter('a'), absent: true }],
  ['a is not absent', { kind: 'absent', of: parameter('a'), absent: false }],
  ['last("a") is finite', { kind: 'finite', of: series('last', 'a'), finite: true }],
  ['last("a") is not finite', { kind: 'finite', of: series('last', 'a'), finite: false }],
  ['started > "1970-01-02"', compare(field('started'), '>', number(86_400_000))],
  ['"1970-01-01 00:01" < started', compare(number(60_000), '<', field('started'))],
  [
    'a = 1 and b = 2 or not c = 3',
    {
      kind: 'or',
      of: [
        { kind: 'and', of: [compare(parameter('a'), '=', number(1)), compare(parameter('b'), '=', number(2))] },
        { kind: 'not', of: compare(parameter('c'), '=', number(3)) },
      ],
    },
  ],
  ['(a + 1) * 2 > 3', compare(calculate(calculate(parameter('a'), '+', number(1)), '*', number(2)), '>', number(3))],
  ['((a = 1))', compare(parameter('a'), '=', number(1))],
]

describe('the language of runs', () => {
  test.each(EXPRESSIONS)('%s', (given, expression) => expect(parseRunExpression(given)).toEqual(expression))
  test.each(CLAUSES)('%s', (given, clause) => expect(parseRunClause(given)).toEqual(clause))

  test('every example of its page is one', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../src/vocabulary/run-expression/README.md'), 'utf8')
    const examples = (kind: string) =>
      [...page.matchAll(new RegExp(`\`\`\`${kind}\\n(.*?)\`\`\``, 'gs'))].flatMap(([, lines]) =>
        lines!.trim().split('\n'),
      )
    for (const example of examples('clause')) expect(parseRunClause(example)).toHaveProperty('kind')
    for (const example of examples('value')) expect(parseRunExpression(example)).toHaveProperty('kind')
    expect(examples('clause').length + examples('value').length).toBeGreaterThan(10)
    for (const word of [...RUN_FUNCTIONS, ...Object.keys(RUN_FIELDS)]) expect(page).toContain(word)
  })

  test('whatever a setting, a series, a mark or a value is called, its text reads it again', () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(RUN_FIELDS), 'and', 'is', 'a b', 'ß-λ', '2nd', 'a"b\\'), fc.string({ minLength: 1 })) // prettier-ignore
    fc.assert(
      fc.property(name, fc.constantFrom(...(Object.keys(SERIES_FUNCTIONS) as SeriesFunction[])), (given, of) => {
        expect(parseRunExpression(parameterText(given))).toEqual(parameter(given))
        expect(settingOf(parameterText(given))).toBe(given)
        expect(parseRunExpression(seriesText(of, given))).toEqual(series(of, given))
        expect(parseRunExpression(seriesText('area', given))).toEqual({ kind: 'area', series: given })
        expect(parseRunExpression(onsetText(given))).toEqual(onset(given))
        expect(parseRunExpression(transitionText('height', given))).toEqual({
          kind: 'transition',
          of: 'height',
          mark: given,
        })
        expect(parseRunClause(equalsText('tag', given))).toEqual(compare(field('tag'), '=', text(given)))
        const list = [parameterText(given), seriesText(of, given), `at("x", 5)`]
        expect(splitExpressions(list.join(', '))).toEqual(list)
      }),
      { numRuns: 60 },
    )
  })
})

describe('what is none', () => {
  test.each<[text: string, offset: number, expected: string]>([
    ['weightDecay >', 13, "expected a number, a name, a text in quotes or '(', got the end"],
    ['a > 1 and', 9, "expected a number, a name, a text in quotes or '(', got the end"],
    ['a ! b', 2, "expected a comparison, an operator or 'is', got '!'"],
    ['lsat("x") > 1', 0, "expected 'last', 'first', 'min', 'max', 'best', 'at', 'area', 'reached', 'onset', 'delay', 'parameter', 'summary', 'duration', 'height', 'end', 'onset-low', 'onset-high', 'abs', 'sqrt', 'exp', 'log', 'log2' or 'log10', got 'lsat'"], // prettier-ignore
    ['last(x) > 1', 5, "expected a series in quotes, got 'x'"],
    ['last("x", 1) > 1', 10, "expected ')' after the one value of last, got '1'"],
    ['delay("a") > 1', 0, "expected delay with two values, got 'delay'"],
    ['height(3) > 1', 7, "expected a mark in quotes, got '3'"],
    ['end("a", "b") > 1', 9, "expected ')' after the one value of end, got '\"'"],
    ['onset(3) > 1', 6, "expected a mark in quotes, got '3'"],
    ['name ~ "(a"', 7, "expected a regular expression, got '\"'"],
    ['started > "2026-13-01"', 10, 'expected a date in quotes, such as "2026-11-29" or "2026-11-29 18:30", got \'"\''],
    ['started > "2026-02-30"', 10, 'expected a date in quotes, such as "2026-11-29" or "2026-11-29 18:30", got \'"\''],
    ['tag = paper"', 11, "expected the end, got '\"'"],
    ['(a = 1', 6, "expected ')', got the end"],
  ])('%s', (given, offset, expected) => {
    try {
      parseRunClause(given)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(MisreadError)
      expect((error as MisreadError).message).toContain(`At character ${offset + 1} of`)
      expect((error as MisreadError).offset).toBe(offset)
      expect((error as MisreadError).message).toContain(expected)
    }
  })

  test('never throws anything but where it stopped making sense', () => {
    const piece = fc.constantFrom('a', 'seed', '"x"', '1.5', 'last("s")', 'and', 'or', 'not', 'is', 'absent', 'finite', '~', '=', '<', '(', ')', ',', '+', '-', '"', '\\') // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const given = pieces.join(' ')
        for (const parse of [parseRunClause, parseRunExpression]) {
          try {
            parse(given)
          } catch (error) {
            expect(error).toBeInstanceOf(MisreadError)
            expect((error as MisreadError).offset).toBeLessThanOrEqual(given.length)
            expect((error as MisreadError).expected.length).toBeGreaterThan(0)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
