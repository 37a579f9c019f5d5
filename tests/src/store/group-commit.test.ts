import { expect, test } from 'vitest'
import type { Arrival, Kept } from '#src/store/store.ts'
import { groupCommit } from '#src/store/threads/group-commit.ts'

const arrivalOf = (writer: string, bytes = 1): Arrival => ({ run: 'r', writer, bytes: new Uint8Array(bytes) })
const keptOf = ({ writer }: Arrival): Kept => ({ ok: false, why: writer })

/** Commits that end when they are told to. */
function held() {
  const groups: { arrivals: readonly Arrival[]; resolve: (kept: Kept[]) => void; reject: (error: Error) => void }[] = []
  const commit = (arrivals: readonly Arrival[]) =>
    new Promise<Kept[]>((resolve, reject) => groups.push({ arrivals, resolve, reject }))
  const finish = () => {
    const { arrivals, resolve } = groups.at(-1)!
    resolve(arrivals.map(keptOf))
  }
  return { groups, commit, finish }
}

test('what arrives while a commit is on its way goes into the next one, and each gets its own answer', async () => {
  const { groups, commit, finish } = held()
  const { add, drained } = groupCommit(commit)
  const first = add([arrivalOf('a')])
  const second = add([arrivalOf('b'), arrivalOf('c')])
  const third = add([arrivalOf('d')])
  expect(groups.map(({ arrivals }) => arrivals.length)).toEqual([1])
  finish()
  expect(await first).toEqual([{ ok: false, why: 'a' }])
  await Promise.resolve()
  expect(groups.map(({ arrivals }) => arrivals.length)).toEqual([1, 3])
  finish()
  expect([await second, await third]).toEqual([
    [
      { ok: false, why: 'b' },
      { ok: false, why: 'c' },
    ],
    [{ ok: false, why: 'd' }],
  ])
  await drained()
})

test('a commit that fails is an error of all that were in it, and of nobody after', async () => {
  const { groups, commit, finish } = held()
  const { add } = groupCommit(commit)
  const failing = add([arrivalOf('a')])
  const next = add([arrivalOf('b')])
  groups[0]!.reject(new Error('no disk'))
  await expect(failing).rejects.toThrow('no disk')
  finish()
  expect(await next).toEqual([{ ok: false, why: 'b' }])
})

test('one commit takes no more than so many bytes, and the rest goes into another', async () => {
  const { groups, commit, finish } = held()
  const { add } = groupCommit(commit)
  const answers = [1, 20, 20, 20].map((megabytes) => add([arrivalOf(String(megabytes), megabytes * 2 ** 20)]))
  for (const answer of answers) {
    finish()
    await answer
  }
  expect(groups.map(({ arrivals }) => arrivals.length)).toEqual([1, 1, 1, 1])
})
