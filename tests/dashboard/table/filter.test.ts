import { describe, expect, it } from 'vitest'
import { asked, filterFrom, regexFault } from '#dashboard/table/filter.ts'

describe('what is typed above the runs is read as', () => {
  it.each([
    ['', { as: 'nothing' }],
    ['   ', { as: 'nothing' }],
    [' mlp  wide ', { as: 'text', text: 'mlp  wide' }],
    ['modulus=11 completed', { as: 'text', text: 'modulus=11 completed' }],
    ['seed=1', { as: 'text', text: 'seed=1' }],
    ['run (2)', { as: 'text', text: 'run (2)' }],
    ['/^run-1.*/', { as: 'regex', regex: '^run-1.*' }],
    ['/half', { as: 'text', text: '/half' }],
    ['weightDecay > 0.1', { as: 'expression', where: 'weightDecay > 0.1' }],
    ['weightDecay>', { as: 'expression', where: 'weightDecay>' }],
    ['modulus = 11', { as: 'expression', where: 'modulus = 11' }],
    ['tag="paper"', { as: 'expression', where: 'tag="paper"' }],
    ['name ~ "wide"', { as: 'expression', where: 'name ~ "wide"' }],
  ])('%j', (typed, filter) => {
    expect(filterFrom(typed)).toEqual(filter)
  })

  it('a part of the question, and nothing where nothing is typed', () => {
    expect(asked(filterFrom('mlp'))).toEqual({ text: 'mlp' })
    expect(asked(filterFrom('/a|b/'))).toEqual({ regex: 'a|b' })
    expect(asked(filterFrom('seed > 3'))).toEqual({ where: 'seed > 3' })
    expect(asked(filterFrom(' '))).toEqual({})
  })

  it('a regular expression that is none is told', () => {
    expect(regexFault('a(b')).toMatch(/group/i)
    expect(regexFault('a(b)')).toBeNull()
  })
})
