import { expect, test } from 'vitest'
import { holdings } from '#dashboard/run/foreign.ts'
import { whyNot } from '#dashboard/run/permission.ts'
import { drawersOf, DRAWERS } from '#dashboard/routes/runs/[id]/drawn.ts'
import { COMMAND_TYPES, type ProbeCard } from '#src/vocabulary/index.ts'
import { foreignRun } from '../../src/store/foreign-runs.ts'
import { runOf } from '../../src/store/reports.ts'

const nothing = { cards: [] }
const card = { id: 'weight-norm' } as ProbeCard

test('nothing here starts or forks a run of another program, which is told what it obeys and no more', () => {
  const standing = { control: null, live: true, accepts: ['pause', 'set'], status: 'running', isForeign: true } as const
  const allowed = COMMAND_TYPES.filter((type) => whyNot(type, standing) === null)
  expect(allowed).toEqual(['pause', 'set'])
  const gone = { ...standing, live: false, accepts: [], status: 'lost' } as const
  for (const type of COMMAND_TYPES) expect(whyNot(type, gone)).toMatch(/has ended|not connected/)
  expect(whyNot('pause', { ...gone, live: true })).toMatch(/reports only/)
})

test('it has the drawers that it can do something with', () => {
  const run = foreignRun('f')
  expect(drawersOf({ ...nothing, run }, [])).toEqual(['panels'])
  expect(drawersOf({ ...nothing, run, cards: [card] }, ['break'])).toEqual(['probes', 'breakpoints', 'panels'])
  expect(drawersOf({ ...nothing, run: runOf('r') }, [])).toEqual(DRAWERS)
})

test('what holds of it is said by what it is: logged or imported, with probes or without, obeying or not', () => {
  const textOf = (run = foreignRun('f'), cards: ProbeCard[] = [], live = true, accepts = ['pause'] as const) =>
    holdings({ run, cards }, { live, accepts }).map(({ text }) => text)
  expect(textOf()[2]).toContain('None can be attached')
  expect(textOf(foreignRun('f'), [card])[2]).toContain('1 can be attached')
  expect(textOf()[3]).toBe('Its program takes pause')
  expect(textOf()[4]).toContain('None can be set')
  expect(holdings({ run: foreignRun('f'), cards: [] }, { live: true, accepts: ['pause', 'break'] })).toHaveLength(4)
  expect(textOf(foreignRun('f'), [], false)[3]).toBe('Its program is not connected')
  const imported = foreignRun('f', { client: { name: 'import', version: '1', framework: null } })
  expect(textOf(imported)[0]).toContain('as the files say')
  expect(textOf(imported)[3]).toBe('What is imported takes no commands')
  expect(holdings({ run: runOf('r'), cards: [] }, { live: true, accepts: [] })).toEqual([])
})
