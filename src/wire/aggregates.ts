import {
  isRecord,
  jsonFromNumbers,
  jsonFromRunValue,
  malformed,
  runValueFromJson,
  type Aggregate,
  type AggregateGroup,
  type JsonRunValue,
} from '#src/vocabulary/index.ts'
import { pack, type NumberArray } from './pack.ts'
import { unpack } from './unpack.ts'

/**
 * A group beside its numbers: `x` is its own, or the place of an earlier group that has the same; `n` is said once where it is one number all along.
 * The curves of members travel as float32 (`single`), seven digits for what is drawn as a thin line, unless one of them cannot be told so; all
 * else is float64.
 */
interface Head extends Omit<AggregateGroup, 'key' | 'x' | 'center' | 'low' | 'high' | 'n' | 'members'> {
  readonly key: readonly JsonRunValue[]
  readonly x: 'own' | number
  readonly n: 'own' | number
  readonly members: 'single' | 'double' | null
}

export function bytesFromAggregate({ groups }: Aggregate): Uint8Array {
  const arrays: NumberArray[] = []
  const heads = groups.map(({ key, x, center, low, high, n, members, ...rest }, i): Head => {
    const alike = groups.findIndex((other, j) => j < i && areSame(other.x, x))
    const constant = n.length > 0 && n.every((one) => one === n[0]) ? n[0]! : 'own'
    if (alike < 0) arrays.push(x)
    arrays.push(center, low, high)
    if (constant === 'own') arrays.push(n)
    const singles = members === null ? null : singlesOf(members)
    if (members !== null) arrays.push(singles ?? members)
    return { ...rest, key: key.map(jsonFromRunValue), x: alike < 0 ? 'own' : alike, n: constant, members: members === null ? null : singles === null ? 'double' : 'single' } // prettier-ignore
  })
  return pack({ groups: heads }, arrays)
}

/** In JSON, where a number that is not finite is a text; members run by run. */
export function jsonOfAggregate({ groups }: Aggregate): object {
  return {
    groups: groups.map(({ key, x, center, low, high, n, members, ...rest }) => ({
      key: key.map(jsonFromRunValue),
      ...rest,
      ...{
        x: jsonFromNumbers(x),
        center: jsonFromNumbers(center),
        low: jsonFromNumbers(low),
        high: jsonFromNumbers(high),
      },
      n: Array.from(n),
      members: members && rest.runs.map((_, i) => jsonFromNumbers(members.subarray(i * x.length, (i + 1) * x.length))),
    })),
  }
}

export function aggregateFromBytes(bytes: Uint8Array): Aggregate {
  const { body, arrays } = unpack(bytes)
  if (!isRecord(body) || !Array.isArray(body.groups)) throw malformed('aggregate.groups', 'a list', body)
  let next = 0
  const take = <A extends NumberArray>(kind: new () => A, path: string): A => {
    const array = arrays[next++]
    if (!(array instanceof kind)) throw malformed(path, `a column of ${kind.name}`, typeof array)
    return array
  }
  const groups: AggregateGroup[] = []
  for (const [i, value] of (body.groups as unknown[]).entries()) {
    const path = `aggregate.groups[${i}]`
    if (!isRecord(value)) throw malformed(path, 'a record', value)
    const head = value as unknown as Head
    const x = typeof head.x === 'number' ? groups[head.x]?.x : take(Float64Array, `${path}.x`)
    if (x === undefined) throw malformed(`${path}.x`, 'the place of an earlier group', head.x)
    const [center, low, high] = [take(Float64Array, path), take(Float64Array, path), take(Float64Array, path)]
    const n = typeof head.n === 'number' ? new Uint32Array(x.length).fill(head.n) : take(Uint32Array, `${path}.n`)
    groups.push({
      ...head,
      key: head.key.map(runValueFromJson),
      x,
      center,
      low,
      high,
      n,
      members: membersFrom(head.members, take, `${path}.members`),
    })
  }
  return { groups }
}

function membersFrom(
  how: Head['members'],
  take: <A extends NumberArray>(kind: new () => A, path: string) => A,
  path: string,
): Float64Array | null {
  if (how === null) return null
  if (how === 'double') return take(Float64Array, path)
  const { buffer, byteOffset, length } = take(Uint32Array, path)
  return Float64Array.from(new Float32Array(buffer, byteOffset, length))
}

/** As float32, whose bits the wire carries as it carries u32; null where a number would become infinite or zero. */
function singlesOf(numbers: Float64Array): Uint32Array | null {
  const singles = Float32Array.from(numbers)
  for (let i = 0; i < numbers.length; i++) {
    const [number, single] = [numbers[i]!, singles[i]!]
    if (
      Number.isFinite(number)
        ? !Number.isFinite(single) || Math.abs(single - number) > Math.abs(number) * 2 ** -23
        : false
    )
      return null
  }
  return new Uint32Array(singles.buffer)
}

function areSame(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}
