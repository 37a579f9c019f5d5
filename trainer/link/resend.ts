import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { from, lastValueFrom } from 'rxjs'
import { envelopesOf } from './journal.ts'
import { journalPath, link, type LinkSettings } from './link.ts'

/** The journals that earlier processes left in a folder because no hub took what is in them. */
export function journalsIn(folder: string): string[] {
  const journals = dirname(journalPath(folder, 'any'))
  if (!existsSync(journals)) return []
  return readdirSync(journals)
    .filter((name) => name.endsWith('.journal'))
    .map((name) => join(journals, name))
}

/** Brings a left journal to a hub; it is removed when the hub has everything, and kept with the rest if not. */
export async function resend(
  path: string,
  hub: string,
  { say, token }: Pick<LinkSettings, 'say' | 'token'> = {},
): Promise<void> {
  const settings = {
    hub,
    ...(token !== undefined && { token }),
    folder: dirname(dirname(path)),
    mostInMemory: Infinity,
  }
  const delivered$ = link(from([...envelopesOf(path)]), say === undefined ? settings : { ...settings, say })
  await lastValueFrom(delivered$, { defaultValue: undefined })
}
