import { isRecord } from '#src/vocabulary/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'

/** Why a greeting is refused whatever else it says, or null: both ends of a connection must mean the same by every byte. */
export function strangersVersion(greeting: unknown, who: 'trainer' | 'viewer'): string | null {
  const protocol = isRecord(greeting) ? greeting.protocol : undefined
  if (protocol === PROTOCOL_VERSION) return null
  const version = typeof protocol === 'number' ? `protocol version ${protocol}` : 'no version of the protocol'
  const what = `This ${who} speaks ${version} and the hub version ${PROTOCOL_VERSION}`
  return `${what}; ${who === 'viewer' ? 'reload the page' : 'use the same version of Phasescope for both'}`
}
