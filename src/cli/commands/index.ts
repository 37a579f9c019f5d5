import type { Command } from 'commander'

/**
 * Every command by its name, loaded when it is named: a terminal waits for what one command needs, not for all of them.
 * In the order of the help: runs, then what is done to one that goes on, then the catalogue and the machine.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  open: async () => (await import('./open.ts')).openCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  train: async () => (await import('./train.ts')).trainCommand(),
  runs: async () => (await import('./runs.ts')).runsCommand(),
  resume: async () => (await import('./resume.ts')).resumeCommand(),
  fork: async () => (await import('./fork.ts')).forkCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  checkpoints: async () => (await import('./checkpoints.ts')).checkpointsCommand(),
  label: async () => (await import('./label.ts')).labelCommand(),
  note: async () => (await import('./note.ts')).noteCommand(),
  remove: async () => (await import('./remove.ts')).removeCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  resend: async () => (await import('./resend.ts')).resendCommand(),
  pause: async () => (await import('./pause.ts')).pauseCommand(),
  step: async () => (await import('./step.ts')).stepCommand(),
  until: async () => (await import('./until.ts')).untilCommand(),
  stop: async () => (await import('./stop.ts')).stopCommand(),
  set: async () => (await import('./set.ts')).setCommand(),
  checkpoint: async () => (await import('./checkpoint.ts')).checkpointCommand(),
  attach: async () => (await import('./attach.ts')).attachCommand(),
  detach: async () => (await import('./detach.ts')).detachCommand(),
  retune: async () => (await import('./retune.ts')).retuneCommand(),
  try: async () => (await import('./try.ts')).tryCommand(),
  budget: async () => (await import('./budget.ts')).budgetCommand(),
  break: async () => (await import('./break.ts')).breakCommand(),
  unbreak: async () => (await import('./unbreak.ts')).unbreakCommand(),
  measure: async () => (await import('./measure.ts')).measureCommand(),
  probes: async () => (await import('./probes.ts')).probesCommand(),
  experiments: async () => (await import('./experiments.ts')).experimentsCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
}
