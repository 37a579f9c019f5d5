import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '#src/store/index.ts'
import { expectNear } from '../statistics/near.ts'
import { floats, reference, type ReferenceAnswer } from '../statistics/reference.ts'
import { keep } from './contract.ts'
import { questionAbout, reportsOf } from './studied.ts'

let folder: string
let store: Store
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-aggregate-'))
  store = await openStore(folder)
  for (const [group, runs] of Object.entries(reference.groups)) {
    for (const [i, { steps, values, event }] of runs.entries()) {
      const series = { loss: { steps, values: floats(values) } }
      const parameters = { kind: group, member: i }
      await keep(
        store,
        reportsOf({ id: `${group}-${i}`, parameters, series, marks: { grokked: event }, startedAt: 9000 - i }),
      )
    }
  }
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function questionOf({ question, align, minus }: ReferenceAnswer) {
  return questionAbout('loss', {
    by: ['kind'],
    ...question,
    align: align === 'event' ? { x: 'event', event: 'grokked' } : { x: 'step' },
    ...(minus === true && { minus: { group: ['apart'] } }),
  })
}

describe('a band over stored runs equals that of NumPy over the same points', () => {
  const cases = reference.answers.map((answer) => {
    const { group, align, minus, question } = answer
    const range = question.from === undefined ? '' : ` from ${question.from}`
    return {
      name: `${group} by ${align}${minus ? ' less a median' : ''}, ${question.center} and ${question.band} at ${question.points}${range}`,
      answer,
    }
  })
  test.each(cases)('$name', async ({ answer }) => {
    const { groups } = await store.aggregate(questionOf(answer))
    const group = groups.find(({ key }) => key[0] === answer.group)!
    expect(group.runs).toEqual(reference.groups[answer.group]!.map((_, i) => `${answer.group}-${i}`))
    expect(Array.from(group.x)).toEqual(answer.x)
    expect(group.exact).toBe(answer.exact)
    expect(Array.from(group.n)).toEqual(answer.n)
    expectNear(group.center, floats(answer.center), 1e-12, 0.01)
    expectNear(group.low, floats(answer.low), 1e-12, 0.01)
    expectNear(group.high, floats(answer.high), 1e-12, 0.01)
    if (answer.members !== undefined) expect(group.members).toEqual(floats(answer.members))
  })
})
