import { describe, expect, test } from 'vitest'
import {
  inOrderOfValue,
  isPlaced,
  jsonFromRunValue,
  runValueFromJson,
  type RunReading,
  type RunValue,
} from '#src/vocabulary/index.ts'
import { holdsOfRun, valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import { parseRunClause, parseRunExpression } from '#src/vocabulary/run-expression/parse.ts'

const run: RunReading = {
  field: (name) => ({ seed: 3, name: 'grok-1', status: 'completed', steps: 100 })[name as string] ?? null,
  tags: ['paper', 'v2'],
  parameter: (name) => ({ weightDecay: 0.5, optimizer: 'sgd', 'optimizer/lr': 0.5, 'model.depth': 3 })[name] ?? null,
  summary: (name) => ({ 'best/accuracy': 0.75, verdict: 'good' })[name] ?? null,
  series: (series, of) => (series === 'loss' ? { last: NaN, first: 4, min: 1, max: 4, best: 1 }[of] : null),
  at: (series, step) => (series === 'loss' ? step * 2 : null),
  reached: (series, level) => (series === 'loss' && level <= 4 ? 100 * level : null),
  area: (series) => (series === 'loss' ? 12 : null),
  onset: (mark) => ({ memorized: 10, grokked: 70 })[mark] ?? null,
  transition: (mark, of) =>
    mark === 'grokked' ? { duration: 20, height: 0.75, end: 90, 'onset-low': 64.5, 'onset-high': 72 }[of] : null,
  matches: (pattern, text) => new RegExp(pattern).test(text),
}
const untagged: RunReading = { ...run, tags: [] }

describe('a value of a run', () => {
  test.each<[text: string, value: RunValue]>([
    ['weightDecay * 2', 1],
    ['optimizer', 'sgd'],
    ['optimizer/lr * model.depth / 2', 0.75],
    ['parameter("optimizer/lr") + 1', 1.5],
    ['summary("best/accuracy") * 2', 1.5],
    ['summary("verdict")', 'good'],
    ['summary("never")', null],
    ['optimizer + 1', null],
    ['missing + 1', null],
    ['tag', 'paper, v2'],
    ['last("loss")', NaN],
    ['min("loss") + max("loss")', 5],
    ['max(min("loss"), 3)', 3],
    ['at("loss", onset("grokked") - 1)', 138],
    ['end("grokked") - duration("grokked")', 70],
    ['onset-high("grokked")-onset-low("grokked")', 7.5],
    ['height("grokked") / duration("memorized")', null],
    ['at("loss", missing)', null],
    ['at("loss", last("loss"))', null],
    ['area("loss") / steps', 0.12],
    ['reached("loss", weightDecay * 4) - onset("memorized")', 190],
    ['reached("loss", 5)', null],
    ['reached("loss", last("loss"))', null],
    ['reached("loss", missing)', null],
    ['delay("memorized", "grokked")', 60],
    ['delay("memorized", "never")', null],
    ['"text"', 'text'],
    ['-seed', -3],
  ])('%s', (text, value) => expect(valueOfRun(parseRunExpression(text), run)).toBe(value))

  test('no tags are no value', () => expect(valueOfRun(parseRunExpression('tag'), untagged)).toBe(null))
})

describe('a condition of a run', () => {
  test.each<[text: string, holds: boolean]>([
    ['weightDecay > 0.1 and min("loss") < 2 and tag = "paper"', true],
    ['tag = "v2"', true],
    ['tag = "v3"', false],
    ['tag != "v2"', false],
    ['tag != "v3"', true],
    ['tag ~ "^p"', true],
    ['tag is absent', false],
    ['missing > 0', false],
    ['missing != 0', false],
    ['not missing > 0', true],
    ['missing is absent', true],
    ['last("loss") > 0 or last("loss") != 0', false],
    ['last("loss") is not finite', true],
    ['min("loss") is finite', true],
    ['name is finite', false],
    ['optimizer = "sgd"', true],
    ['optimizer != "adam"', true],
    ['optimizer < "t"', true],
    ['optimizer = 1', false],
    ['optimizer != 1', true],
    ['optimizer > 1', false],
    ['name ~ "k-\\\\d"', true],
    ['missing ~ ""', false],
  ])('%s', (text, holds) => expect(holdsOfRun(parseRunClause(text), run)).toBe(holds))

  test('whoever has no tags is unlike every tag', () => {
    expect(holdsOfRun(parseRunClause('tag != "v2"'), untagged)).toBe(true)
    expect(holdsOfRun(parseRunClause('tag = "v2"'), untagged)).toBe(false)
    expect(holdsOfRun(parseRunClause('tag is absent'), untagged)).toBe(true)
  })
})

test('values have an order, numbers before texts, and come back from JSON as they were', () => {
  const values: RunValue[] = ['b', Infinity, 'NaN', 2, -Infinity, 'a', -0]
  expect(values.toSorted(inOrderOfValue)).toEqual([-Infinity, -0, 2, Infinity, 'NaN', 'a', 'b'])
  expect([null, NaN].map(isPlaced)).toEqual([false, false])
  const all: RunValue[] = [...values.filter((value) => !Object.is(value, -0)), NaN, null, 'Infinity']
  const json = JSON.stringify(all.map(jsonFromRunValue))
  expect((JSON.parse(json) as []).map(runValueFromJson)).toEqual(all)
})
