import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { setGlobalProxyFromEnv } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** A file of an index, and what it must be to the bit. */
export type Located = { readonly url: string; readonly sha256: string }

/** A connection that is silent for so long is given up, as a rule. */
const SILENCE_MS = 20_000
/** Tries in a row that bring not one byte. */
const TRIES = 2

/** How many bytes are here, and of how many, where that is known. */
type OnBytes = (bytes: number, total: number | undefined) => void

/** That a file did not come, and how much of it lies here by now. */
export class DownloadError extends Error {
  readonly bytes: number

  constructor(message: string, bytes: number) {
    super(message)
    this.name = 'DownloadError'
    this.bytes = bytes
  }
}

/**
 * Brings a file to `path`, where it appears when it is whole and is what its hash says. What lies beside it, from a try
 * that was cut off, is gone on with; what is whole is not fetched again.
 */
export async function fetchWhole(
  located: Located,
  path: string,
  onBytes: OnBytes,
  silenceMs = SILENCE_MS,
): Promise<void> {
  if (await isWhole(path, located.sha256)) return
  const part = `${path}.part`
  const putBack = setGlobalProxyFromEnv() // as pip has them
  try {
    await fetchPart(located, part, onBytes, silenceMs)
  } finally {
    putBack()
  }
  await rename(part, path)
}

/** Until the part is whole, or nothing more comes. */
async function fetchPart(located: Located, part: string, onBytes: OnBytes, silenceMs: number): Promise<void> {
  for (let fruitless = 0; ;) {
    const before = await sizeOf(part)
    try {
      await goOn(located.url, part, before, onBytes, silenceMs)
      if (await isWhole(part, located.sha256)) return
      await rm(part) // not what it is to be: what was gone on with, or what came
      throw new Error(`the file from ${located.url} does not have the expected hash`)
    } catch (error) {
      const bytes = await sizeOf(part)
      fruitless = bytes > before ? 0 : fruitless + 1
      if (fruitless >= TRIES) throw new DownloadError(reasonOf(error), bytes)
    }
  }
}

/** Adds to `part` what follows its first `from` bytes; begins again where the server knows no ranges. */
async function goOn(url: string, part: string, from: number, onBytes: OnBytes, silenceMs: number): Promise<void> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error(`silent for ${silenceMs / 1000} s`)), silenceMs)
  try {
    const headers = from > 0 ? { range: `bytes=${from}-` } : undefined
    const response = await fetch(url, { signal: silence.signal, ...(headers && { headers }) })
    if (response.status === 416) return // all of it is here
    if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`)
    const begin = response.status === 206 ? from : 0
    const length = Number(response.headers.get('content-length') ?? NaN)
    const total = Number.isFinite(length) ? begin + length : undefined
    await using file = await open(part, begin > 0 ? 'a' : 'w')
    let bytes = begin
    for await (const chunk of response.body) {
      timer.refresh()
      await file.write(chunk)
      bytes += chunk.length
      onBytes(bytes, total)
    }
  } finally {
    clearTimeout(timer)
  }
}

async function isWhole(path: string, sha256: string): Promise<boolean> {
  return existsSync(path) && (await sha256Of(path)) === sha256
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

async function sizeOf(path: string): Promise<number> {
  return existsSync(path) ? (await stat(path)).size : 0
}

/** What fetch says is in the cause of what it throws. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message
}
