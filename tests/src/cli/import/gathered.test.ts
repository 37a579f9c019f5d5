import { expect, it } from 'vitest'
import { openGathered } from '#src/cli/import/gathered.ts'
import { BOUNDS } from '#src/vocabulary/index.ts'

it('a run that is imported has so many series and no more; those that it has go on', () => {
  const gathered = openGathered(new Map())
  const add = (series: string, step: number) => gathered.add({ type: 'scalar', series, step, value: 1, time: null })
  for (let i = 0; i < BOUNDS.series; i++) if (add(`k${i}`, 0) !== null) throw new Error(`k${i} was left out`)
  expect(add('one more', 0)).toBe('expected at most 65536 series of a run; the points of others are left out')
  expect(add('k0', 1)).toBeNull()
  expect([gathered.series, gathered.added, gathered.has('one more')]).toEqual([65_536, 65_537, false])
})
