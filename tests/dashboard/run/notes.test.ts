import { expect, test } from 'vitest'
import type { Note, NoteChange } from '#src/vocabulary/index.ts'
import { Notes } from '#dashboard/run/notes.svelte.ts'

/** A page's notes, and what they have told the hub; which refuses everything as soon as it has a reason. */
function noted() {
  const told: NoteChange[] = []
  const hub: { why: string | null } = { why: null }
  const notes = new Notes(async (note) => {
    if (hub.why !== null) throw new Error(hub.why)
    told.push(note)
  })
  return { notes, told, hub }
}

const plateau: Note = { id: 'plateau', from: 120, to: 180, text: 'Plateau' }

test('a note is begun on the steps between two, written, and kept under an id of its own', async () => {
  const { notes, told } = noted()
  notes.begin(180, 120)
  expect(notes.draft).toEqual({ id: null, from: 120, to: 180, text: '' })
  expect(await notes.keep({ ...notes.draft!, text: 'Plateau' })).toBe(true)
  notes.begin(7)
  await notes.keep({ ...notes.draft!, text: 'Here' })
  expect(told).toMatchObject([
    { from: 120, to: 180, text: 'Plateau' },
    { from: 7, to: 7, text: 'Here' },
  ])
  for (const { id } of told) expect(id).toMatch(/^[a-z]{8}$/)
  expect(told[0]!.id).not.toBe(told[1]!.id)
  expect(notes.draft).toBeNull()
})

test('a note that is there is changed under the id that it has, or left as it was', async () => {
  const { notes, told } = noted()
  notes.change(plateau)
  notes.leave()
  expect([notes.draft, told]).toEqual([null, []])
  notes.change(plateau)
  await notes.keep({ ...notes.draft!, to: 200 })
  expect(told).toEqual([{ ...plateau, to: 200 }])
})

test('one that is taken away comes back as it was, once', async () => {
  const { notes, told } = noted()
  notes.change(plateau)
  await notes.remove(plateau)
  expect([notes.draft, notes.removed]).toEqual([null, plateau])
  await notes.undo()
  await notes.undo()
  expect(told).toEqual([{ ...plateau, text: null }, plateau])
  expect(notes.removed).toBeNull()
})

test('what the hub refuses leaves what was written, and the way back, and says why and of which steps', async () => {
  const { notes, hub } = noted()
  hub.why = 'you may only look'
  notes.change(plateau)
  expect(await notes.keep(plateau)).toBe(false)
  expect(notes.draft).toBe(plateau)
  expect(notes.problem).toBe('The note was not kept: you may only look (steps 120 to 180)')
  await notes.remove(plateau)
  expect([notes.draft, notes.removed]).toEqual([plateau, null])
  expect(notes.problem).toMatch(/^The note was not removed: /)
  hub.why = null
  await notes.remove(plateau)
  expect(notes.problem).toBeNull()
  hub.why = 'gone'
  await notes.undo()
  expect(notes.removed).toBe(plateau)
  expect(notes.problem).toMatch(/^The note was not brought back: /)
  notes.forget()
  expect([notes.removed, notes.problem]).toEqual([null, null])
})
