import { askHub } from './ask-hub.ts'
import { hubHeaders } from './hub-token.ts'

/** A ticket of a hub that is served by another process: `?ticket=…` in an address gives a browser control, once. */
export async function ticketFrom(hub: string, data: string): Promise<string> {
  const headers = await hubHeaders(hub, data)
  const { ticket } = await askHub<{ ticket: string }>(hub, '/api/tickets', { method: 'POST', headers })
  return ticket
}
