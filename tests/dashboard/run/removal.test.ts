import { expect, test } from 'vitest'
import { Removal } from '#dashboard/run/removal.svelte.ts'

const RUNNING = 'It is running; stop it first'

function removal() {
  const asked: string[] = []
  const session = {
    remove: async (run: string) => {
      if (run === 'live') throw new Error(RUNNING)
      asked.push(`remove ${run}`)
    },
    restore: async (run: string) => void asked.push(`restore ${run}`),
  }
  return { asked, removal: new Removal(session) }
}

test('a run that was removed can be taken back until somebody has seen the word of it', async () => {
  const { asked, removal: one } = removal()
  expect(await one.remove('r', 'My run')).toBe(true)
  expect(one.last).toEqual({ id: 'r', name: 'My run' })
  expect(await one.restore('r')).toBe(true)
  expect(one.last).toBeNull()
  expect(asked).toEqual(['remove r', 'restore r'])
  await one.remove('r', 'My run')
  one.forget()
  expect(one.last).toBeNull()
})

test('a run that is not removed stays, and says why', async () => {
  const { removal: one } = removal()
  expect(await one.remove('live', 'Live run')).toBe(false)
  expect(one.problem).toBe(`Live run was not removed: ${RUNNING}`)
  expect(one.last).toBeNull()
})
