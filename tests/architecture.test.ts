import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allImports, FILES, importsIn } from './architecture/imports.ts'
import { PACKAGES } from './architecture/packages.ts'
import { ROOMS } from './architecture/rooms.ts'
import { circles, faultOf, listed, roomOf } from './architecture/rules.ts'

/** Who may import whom, and why: the rules are data, in tests/architecture/. */
const imports = allImports()

describe('the rules', () => {
  it('print themselves with their reasons', () => {
    const rooms = ROOMS.map(
      ({ room, uses, door, because }) =>
        `${room}${door === undefined ? '' : ` (door: ${door})`} may use ${listed(uses)}, because ${because}`,
    )
    const packages = PACKAGES.map(({ name, only, because }) => `${name} is for ${listed(only)}, because ${because}`)
    const doors =
      'Who is outside imports the door of a room that has one, because what stands behind it can change alone'
    const text = [...rooms, ...packages, doors].join('\n')
    console.log(text)
    expect(text.split('\n').length).toBeGreaterThan(ROOMS.length)
  })

  it('lead up one way: no room comes back to itself', () => {
    expect(circles()).toEqual([])
    expect(circles([{ room: 'a', uses: ['b'] }, { room: 'b', uses: ['a'] }])).toEqual(['a', 'b']) // prettier-ignore
  })

  it('name each room once, and rooms that are there', () => {
    const names = ROOMS.map(({ room }) => room)
    expect(new Set(names).size).toBe(names.length)
    expect(
      ROOMS.filter(({ room }) => !FILES.some((file) => roomOf(file)?.room === room)).map(({ room }) => room),
    ).toEqual([])
    expect(ROOMS.flatMap(({ uses }) => uses.filter((used) => !names.includes(used) && !FILES.includes(used)))).toEqual(
      [],
    )
    const isMissing = (room: string, door?: string) => door !== undefined && !FILES.includes(`${room}/${door}`)
    expect(ROOMS.filter(({ room, door, sideDoor }) => isMissing(room, door) || isMissing(room, sideDoor))).toEqual([])
  })
})

describe('the imports', () => {
  it('are found', () => {
    expect(FILES.length).toBeGreaterThan(500)
    expect(imports.length).toBeGreaterThan(2_000)
    const some = `import x from './a.ts'\nimport type { y } from '#trainer/run/index.ts'\nexport * from '../b.ts'
      const z = await import('#probes/index.ts')\nimport 'uplot'\nimport { a,\n  b } from "rxjs"`
    expect(importsIn('trainer/data/x.ts', some).map(({ target }) => target)).toEqual([
      ...['trainer/data/a.ts', 'trainer/run/index.ts', 'trainer/b.ts', 'probes/index.ts', 'uplot', 'rxjs'],
    ])
  })

  it.each(ROOMS.map(({ room, because }) => [room, because]))('of %s keep the rule that %s', (room) => {
    expect(imports.filter(({ file }) => roomOf(file)?.room === room).flatMap((one) => faultOf(one) ?? [])).toEqual([])
  })

  it('lie in rooms, every one', () => {
    expect(FILES.filter((file) => roomOf(file) === undefined)).toEqual([])
  })
})

describe('a planted import is found', () => {
  const planted = (file: string, specifier: string) =>
    importsIn(file, `import { x } from '${specifier}'`).map((one) => faultOf(one))

  it.each(ROOMS.map(({ room, uses, because }) => ({ room, uses, because })))(
    'into $room, of what it may not use',
    ({ room, uses, because }) => {
      const stranger = ROOMS.find((other) => other.room !== room && !uses.includes(other.room))
      // The command may use everything but the page.
      const [fault] = planted(`${room}/x.ts`, `#${(stranger ?? { room: 'dashboard/live' }).room}/x.ts`)
      expect(fault).toContain(`but ${room} may use ${listed(uses)}, because ${because}`)
    },
  )

  it.each(ROOMS.filter(({ door }) => door !== undefined).map(({ room, door }) => [room, door] as const))(
    'past the door of %s',
    (room, door) => {
      const user = ROOMS.find(({ uses }) => uses.includes(room))!
      expect(planted(`${user.room}/x.ts`, `#${room}/inside.ts`)[0]).toContain(`knocks at ${room}/${door}`)
      expect(planted(`${user.room}/x.ts`, `#${room}/${door}`)).toEqual([null])
      expect(planted(`${room}/x.ts`, `./inside.ts`)).toEqual([null])
    },
  )

  it.each(PACKAGES)('of $name where only $only may', ({ name, only, because, typesToo }) => {
    expect(planted('probes/x.ts', name)[0]).toContain(because)
    expect(planted(`${only[0]}/x.ts`, name)).toEqual([null])
    const [type] = importsIn('probes/x.ts', `import type { x } from '${name}'`)
    expect(faultOf(type!) === null).toBe(!typesToo)
  })

  it('of a probe into a formula, which may use one file of that room', () => {
    expect(planted('probes/maths/algebra/x.ts', '#probes/weight-norm.ts')[0]).toContain('and no probe')
    expect(planted('probes/maths/algebra/x.ts', '#probes/inputs.ts')).toEqual([null])
  })

  it('of a folder that is no room', () => {
    expect(planted('trainer/run/x.ts', '#src/elsewhere/x.ts')[0]).toContain('lies in no room')
  })
})

it.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('%s names files that are there', (page) => {
  const text = readFileSync(join(import.meta.dirname, '..', page), 'utf8')
  const named = [...text.matchAll(/(?<![\w./-])(?:src|trainer|probes|dashboard|tests|static)\/[\w./-]*\w/g)].map(
    ([path]) => path,
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((path) => !existsSync(join(import.meta.dirname, '..', path)))).toEqual([])
})
