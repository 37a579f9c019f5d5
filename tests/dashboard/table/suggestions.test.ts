import { describe, expect, it } from 'vitest'
import type { RunsColumns } from '#src/vocabulary/index.ts'
import { accepted, suggestionsFor } from '#dashboard/table/suggestions.ts'

const COLUMNS: RunsColumns = {
  total: 30,
  parameters: [
    { name: 'weightDecay', runs: 30 },
    { name: 'width', runs: 20 },
    { name: 'seed', runs: 2 },
  ],
  summaries: [],
  series: [
    { name: 'test-accuracy', runs: 30, kind: 'scalar' },
    { name: 'spectrum', runs: 30, kind: 'spectrum' },
  ],
  marks: [{ name: 'Grokked', by: 'grokked', runs: 24 }],
  tags: [{ name: 'paper', runs: 3 }],
  groups: [],
}

/** What is suggested at the bar. */
function suggested(typed: string, isExpression = true) {
  const caret = typed.indexOf('|')
  const text = typed.replace('|', '')
  return { text, all: suggestionsFor(text, caret, COLUMNS, isExpression) }
}
const written = (typed: string, isExpression?: boolean) => suggested(typed, isExpression).all.map((one) => one.written)

describe('what could stand where somebody types', () => {
  it('is a setting, also among plain words, and nothing else there', () => {
    expect(written('w|', false)).toEqual(['weightDecay', 'width'])
    expect(written('sta|', false)).toEqual([])
  })

  it('is a setting, a field, a function of a series or an event in an expression', () => {
    expect(written('seed > 1 and w|')).toEqual(['weightDecay', 'width'])
    expect(written('x > 1 and sta|')).toEqual(['status', 'started'])
    expect(written('x > 1 and acc|')).toEqual(['last("test-accuracy")', 'best("test-accuracy")'])
    expect(written('x > 1 and onset|')).toEqual(['onset("Grokked")'])
    // A setting of the name of something else is written so that it is meant.
    expect(written('x > 1 and se|')).toContain('parameter("seed")')
  })

  it('is a series within the quotes of a function, and an event within those of an onset', () => {
    expect(written('last("te|')).toEqual(['test-accuracy"'])
    expect(written('last("te|")')).toEqual(['test-accuracy'])
    expect(written('onset("|')).toEqual(['Grokked"'])
  })

  it('is what is known of an event that is a transition, and no other within the quotes', () => {
    const marks = [...COLUMNS.marks, { name: 'Rise', by: 'sigmoid-rise', runs: 2, isTransition: true } as const]
    const offered = (text: string) =>
      suggestionsFor(text, text.length, { ...COLUMNS, marks }, true).map((one) => one.written)
    expect(offered('x > 1 and durat')).toEqual(['duration("Rise")', 'duration'])
    expect(offered('x > 1 and onset-')).toEqual(['onset-low("Rise")', 'onset-high("Rise")'])
    expect(offered('height("')).toEqual(['Rise"'])
    expect(offered('onset-low("R')).toEqual(['Rise"'])
    expect(offered('onset("')).toEqual(['Grokked"', 'Rise"'])
  })

  it('is a status or a tag, in quotes', () => {
    expect(written('status = comp|')).toEqual(['"completed"'])
    expect(written('tag = "pa|')).toEqual(['"paper"'])
  })

  it('takes the place of what was begun, and one types on behind it', () => {
    const { text, all } = suggested('x > 1 and wei|')
    expect(accepted(text, all[0]!)).toEqual({ text: 'x > 1 and weightDecay ', caret: 22 })
    const inside = suggested('last("te|") > 1')
    expect(accepted(inside.text, inside.all[0]!)).toEqual({ text: 'last("test-accuracy") > 1', caret: 19 })
  })
})
