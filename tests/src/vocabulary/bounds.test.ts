import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BOUNDS } from '#src/vocabulary/index.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** Where something from elsewhere comes in, or waits to go out. */
const DOORS = ['src/hub', 'src/access', 'src/wire', 'src/schema', 'src/store/threads', 'src/run-state', 'trainer/link', 'trainer/formats'] // prettier-ignore

/** Numbers of bytes that bound nothing that comes from elsewhere: how long something of ours is, or how much is done at once. */
const NO_BOUNDS: Record<string, string> = {
  'src/access/secret.ts BYTES': 'the length of a secret that is made here',
  'src/hub/viewers/held.ts BYTES_A_BUCKET': 'what a bucket takes',
  'src/wire/unpack.ts SHARED_BYTES': 'short columns are copied in pieces so long',
  'src/wire/unpack.ts SHORT': 'a column that is short',
  'trainer/link/outbox.ts READ_BYTES': 'a journal is read in pieces so long',
  'src/hub/api/compressed.ts WORTHWHILE_BYTES': 'less than that fits one packet as it is',
  'trainer/formats/npy-header.ts FIXED_BYTES': 'a length that the format fixes',
  'trainer/formats/zip-directory.ts END_BYTES': 'a length that the format fixes',
  'trainer/formats/zip-directory.ts LOCATOR_BYTES': 'a length that the format fixes',
  'trainer/formats/zip-directory.ts MOST_COMMENT': 'a length that the format fixes',
  'trainer/formats/safetensors-header.ts LENGTH_BYTES': 'a length that the format fixes',
}

const limit =
  /^(?:export )?const ([A-Z0-9_]*(?:MOST|MAX|LIMIT|BYTES|SHORT)[A-Z0-9_]*)(?:: \w+)? = (?![A-Za-z[{(]*BOUNDS)[\d(A-Z]/gm

const limitsIn = (text: string) => [...text.matchAll(limit)].map(([, name]) => name!).filter((name) => !name.endsWith('_MS')) // prettier-ignore

describe('how much of anything is taken from elsewhere', () => {
  it('is said in one file', () => {
    const files = DOORS.flatMap((door) =>
      readdirSync(join(ROOT, door), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${door}/${file}`),
    )
    expect(files.length).toBeGreaterThan(100)
    const found = files.flatMap((file) =>
      limitsIn(readFileSync(join(ROOT, file), 'utf8')).map((name) => `${file} ${name}`),
    )
    expect(found.filter((place) => NO_BOUNDS[place] === undefined)).toEqual([])
    expect(limitsIn('const MOST_BYTES = 65_536\nexport const MEMORY_BYTES = 1 << 25\nconst MOST_MS = 3')).toEqual(['MOST_BYTES', 'MEMORY_BYTES']) // prettier-ignore
  })

  it('has a reason each', () => {
    const text = readFileSync(join(ROOT, 'src/vocabulary/bounds.ts'), 'utf8')
    const lines = text.split('\n')
    for (const name of Object.keys(BOUNDS)) {
      const place = lines.findIndex((line) => line.startsWith(`  ${name}: `))
      // One reason may be that of two, one above the other.
      const said = lines
        .slice(Math.max(0, place - 2), place)
        .filter((line) => line.startsWith('  /** ') && line.length > 40)
      expect({ name, said }).toEqual({ name, said: [expect.any(String)] })
    }
  })
})
