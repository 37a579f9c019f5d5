import { expect, test } from 'vitest'
import { COMMAND_TYPES, type Command } from '#src/vocabulary/index.ts'
import { whyNot, type Standing } from '#dashboard/run/permission.ts'

const LIVE: Standing = { control: null, live: true, accepts: COMMAND_TYPES, status: 'running' }

test('a trainer that obeys everything can be told everything', () => {
  for (const type of COMMAND_TYPES) expect(whyNot(type, LIVE)).toBeNull()
})

test('a page without control can tell nothing, and says how it gets it', () => {
  for (const type of COMMAND_TYPES)
    expect(whyNot(type, { ...LIVE, control: 'run phasescope open' })).toBe('View only: run phasescope open')
})

test.each<[string, Command['type'], Partial<Standing>, RegExp | null]>([
  ['an older trainer', 'budget', { accepts: ['pause'] }, /‘budget’.*older/],
  ['an older trainer', 'pause', { accepts: ['pause'] }, null],
  ['a sidecar alone', 'pause', { accepts: [] }, /reports only/],
  ['no trainer', 'pause', { live: false, accepts: [] }, /not connected/],
  ['no trainer of a run that broke off', 'resume', { live: false, accepts: [], status: 'lost' }, null],
  ['no trainer of a run that is over', 'pause', { live: false, accepts: [], status: 'completed' }, /has ended/],
  ['no trainer of a run that is over', 'attach', { live: false, accepts: [], status: 'completed' }, null],
  ['no trainer of a run that is over', 'fork', { live: false, accepts: [], status: 'failed' }, null],
])('%s: ‘%s’', (_case, type, standing, why) => {
  const said = whyNot(type, { ...LIVE, ...standing })
  if (why === null) expect(said).toBeNull()
  else expect(said).toMatch(why)
})
