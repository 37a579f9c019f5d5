import { Command } from 'commander'
import { untilInterrupted } from '#src/cli/processes/interrupt.ts'
import { commandText } from '../command-text.ts'
import { eventTeller, withEventOptions, type EventOptions } from '../events/event-teller.ts'
import { experimentsOption } from '../own-experiments.ts'
import { dataOption, portOption } from '../options.ts'
import { listeningFrom, withServeOptions, type ServeOptions } from '../serve-options.ts'
import { serve } from '../serve.ts'
import { print } from '../terminal.ts'

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('serve the dashboard and receive runs from trainers')
    .addOption(portOption())
    .addOption(dataOption())
    .addOption(experimentsOption())
  return withEventOptions(withServeOptions(command)).action(
    async (options: { port: number; data: string; experiments: string[] } & ServeOptions & EventOptions) => {
      const listening = listeningFrom(options)
      const { hub, close } = await serve({ ...options, listening, events: eventTeller(options) })
      const interrupted = untilInterrupted() // listened for before anybody is told that it is ready
      print(`Phasescope is ready: ${hub.url}/?ticket=${hub.ticket()}`)
      if (listening.isElsewhere && listening.tls === null) print(UNENCRYPTED)
      print(`Stream to it with: ${commandText(`train modular-addition-mlp --hub ${hub.url}`, options.data)}`)
      await interrupted
      await close()
      process.exit() // whatever connection may linger
    },
  )
}

const UNENCRYPTED = 'Without TLS: whoever is on the way to other machines reads tokens and numbers'
