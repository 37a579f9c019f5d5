import { Command } from 'commander'
import { untilInterrupted } from '#src/cli/processes/interrupt.ts'
import { dataOption, portOption } from '../options.ts'
import { serve } from '../serve.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the dashboard and receive runs from trainers')
    .addOption(portOption())
    .addOption(dataOption())
    .action(async (options: { port: number; data: string }) => {
      const { hub, close } = await serve(options)
      const interrupted = untilInterrupted() // listened for before anybody is told that it is ready
      console.log(`Phasescope is ready: ${hub.url}`)
      console.log(`Stream to it with: phasescope train modular-addition-mlp --hub ${hub.url}`)
      await interrupted
      await close()
      process.exit() // whatever connection may linger
    })
}
