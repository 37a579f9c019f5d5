import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FactorsQuestion } from '#src/vocabulary/index.ts'
import { newStudies, type Asker } from '#src/hub/studies.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

let data: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  data = temporaryFolder()
  store = await openStore(data.path)
})
afterEach(async () => {
  await store.close()
  data[Symbol.dispose]()
})

/** The store, whose studies begin when they are let, by the text of their question. */
function held() {
  const begun: string[] = []
  const gates: (() => void)[] = []
  const factors = async (question: FactorsQuestion) => {
    begun.push(question.among.text ?? '')
    await new Promise<void>((resolve) => gates.push(resolve))
    return store.factors(question)
  }
  const ended = async (study: Promise<unknown>) => {
    gates.shift()!()
    await study
    await new Promise((resolve) => setImmediate(resolve)) // until the next has begun
  }
  return { begun, ended, studies: newStudies({ ...store, factors }) }
}

const stranger: Asker = { isKnown: false, isGone: () => false }
const known: Asker = { isKnown: true, isGone: () => false }

test('studies are made one at a time, those of who has shown a token before those of strangers, and keep no other question', async () => {
  const { begun, ended, studies } = held()
  const ask = (asker: Asker, text: string) => studies.storeFor(asker).factors({ among: { text } })
  const first = ask(stranger, 'a')
  const [second, third, fourth] = [ask(stranger, 'b'), ask(known, 'c'), ask(known, 'd')]
  expect(await studies.storeFor(stranger).list({})).toMatchObject({ total: 0 })
  expect(begun).toEqual(['a'])
  await ended(first)
  await ended(third)
  await ended(fourth)
  await ended(second)
  expect(begun).toEqual(['a', 'c', 'd', 'b'])
  await expect(second).resolves.toMatchObject({ runs: 0 })
})

test('whoever asks, leaves and asks again costs what is being answered and nothing more', async () => {
  const { begun, ended, studies } = held()
  let isGone = false
  const first = studies.storeFor(stranger).factors({ among: { text: 'first' } })
  const left = Array.from({ length: 500 }, () => {
    const refused = studies.storeFor({ isKnown: true, isGone: () => isGone }).factors({ among: { text: 'left' } })
    return refused.catch((error: Error) => error.message)
  })
  isGone = true
  const last = studies.storeFor(stranger).factors({ among: { text: 'last' } })
  // They go as soon as somebody asks: nothing of them waits until their turn.
  expect(new Set(await Promise.all(left))).toEqual(new Set(['Nobody waits for the answer any more']))
  await ended(first)
  await ended(last)
  expect(begun).toEqual(['first', 'last'])
})

test('a list that looks into runs is a study, and a study that fails lets the next begin', async () => {
  const { begun, ended, studies } = held()
  const own = studies.storeFor(stranger)
  const first = own.factors({ among: { text: 'first' } })
  const refused = expect(own.list({ where: 'rate >' })).rejects.toThrow(/At character 7 of 'rate >'/)
  expect(await own.list({ text: 'x' })).toMatchObject({ total: 0 })
  const last = own.factors({ among: { text: 'last' } })
  await ended(first)
  await refused
  await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toEqual(['first', 'last'])
  await ended(last)
})
