import { isHubOf, tokenOf } from '#src/access/index.ts'
import { announcedHub } from './serving.ts'

/**
 * The token for the hub at an address, or null. The data folder's own is for its own hub alone, which has to show first that
 * it has it; any other hub gets what PHASESCOPE_TOKEN says, or, where nobody has named it, nothing.
 */
export async function hubToken(
  url: string,
  data: string,
  given: string | null = process.env.PHASESCOPE_TOKEN || null,
): Promise<string | null> {
  announcedHub(data) // a certificate of its own is believed
  const own = tokenOf(data)
  if (own !== null && (await isHubOf(url, own))) return own
  return given
}

/** What a request to the hub carries, so that it is known who asks. */
export async function hubHeaders(url: string, data: string): Promise<Record<string, string>> {
  const token = await hubToken(url, data)
  return token === null ? {} : { authorization: `Bearer ${token}` }
}
