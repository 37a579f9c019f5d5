import { hubServing } from '../serving.ts'
import { commandText } from '../command-text.ts'
import { say } from '../terminal.ts'
import { intoStore, toHub, type Delivery, type Sender } from './delivery.ts'

/** To the hub that was named, or serves the data folder; else into the data folder. */
export async function openDelivery(named: string | null, sender: Sender): Promise<Delivery> {
  const hub = named ?? (await hubServing(sender.data))
  if (hub !== null) return toHub(hub, sender)
  say(`No hub serves ${sender.data}: what is measured is kept there; \`${commandText('serve', sender.data)}\` shows it`)
  return intoStore(sender)
}
