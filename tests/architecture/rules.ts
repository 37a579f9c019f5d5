import type { Import } from './imports.ts'
import { ROOMS, type Room } from './rooms.ts'
import { PACKAGES } from './packages.ts'

/** The room that a path of ours lies in; undefined for a package, and for a file that has no room. */
export function roomOf(path: string): Room | undefined {
  const [innermost] = ROOMS.filter(({ room }) => path.startsWith(`${room}/`)).toSorted(
    (a, b) => b.room.length - a.room.length,
  )
  return innermost
}

const isOurs = (target: string) => /^(src|probes|trainer|dashboard)\//.test(target)

/** What is wrong with an import, with the reason of the rule that it breaks; null if nothing is. */
export function faultOf({ file, target, isType }: Import): string | null {
  if (!isOurs(target)) return faultOfPackage(file, target, isType)
  const [here, there] = [roomOf(file), roomOf(target)]
  if (here === undefined) return `${file} lies in no room of tests/architecture/rooms.ts`
  if (there === undefined) return `${file} imports ${target}, which lies in no room of tests/architecture/rooms.ts`
  if (here === there) return null
  if (!here.uses.includes(there.room) && !here.uses.includes(target))
    return `${file} imports ${target}, but ${here.room} may use ${listed(here.uses)}, because ${here.because}`
  const doors = [there.door, there.sideDoor].map((door) => `${there.room}/${door}`)
  if (there.door !== undefined && !doors.includes(target))
    return `${file} imports ${target}, but who is outside knocks at ${there.room}/${there.door}, because what stands behind a door can change without the others`
  return null
}

function faultOfPackage(file: string, target: string, isType: boolean): string | null {
  const rule = PACKAGES.find(({ name, typesToo }) => target.startsWith(name) && (typesToo || !isType))
  if (rule === undefined || rule.only.some((place) => file.startsWith(`${place}/`))) return null
  return `${file} imports ${target}, but only ${listed(rule.only)} may, because ${rule.because}`
}

export function listed(names: readonly string[]): string {
  return names.join(', ') || 'nothing of ours'
}

/** Rooms that can come back to themselves by what they may use; [] where every arrow goes one way. */
export function circles(rooms: readonly Pick<Room, 'room' | 'uses'>[] = ROOMS): string[] {
  const usedBy = new Map(rooms.map(({ room, uses }) => [room, uses]))
  const reach = (room: string, seen = new Set<string>()): Set<string> => {
    for (const next of usedBy.get(room) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      reach(next, seen)
    }
    return seen
  }
  return rooms.map(({ room }) => room).filter((room) => reach(room).has(room))
}
