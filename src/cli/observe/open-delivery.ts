import { commandText } from '../command-text.ts'
import { say } from '../terminal.ts'
import { intoStore, toHub, type Delivery, type Sender } from './delivery.ts'

/** To a hub, or into the data folder. */
export async function openDelivery(hub: string | null, sender: Sender): Promise<Delivery> {
  if (hub !== null) return toHub(hub, sender)
  say(`No hub serves ${sender.data}: what is measured is kept there; \`${commandText('serve', sender.data)}\` shows it`)
  return intoStore(sender)
}
